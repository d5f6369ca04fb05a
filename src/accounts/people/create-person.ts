import { z } from 'zod';
import { ProblemError } from '../../contract/problems.ts';
import type { Auth } from '../auth/open-auth.ts';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import { firstAdministrator, type Role } from './roles.ts';

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Undefined for somebody who gets a link to choose one, or signs in elsewhere. */
  readonly password?: string | undefined;
  readonly emailVerified?: boolean;
  /** The account at another program that this one stands for. */
  readonly linkedTo?: { readonly providerId: string; readonly accountId: string };
}

/** Makes an account; answers its id. Rejects with ID_TAKEN where the address has one. */
export async function createPerson(
  auth: Auth,
  person: NewPerson,
  { id }: { readonly id?: string } = {},
): Promise<string> {
  const context = await auth.$context;
  const { adapter } = context;
  requireAddress(person.email);
  if (person.password !== undefined) requireGoodPassword(person.password);
  const password = person.password && (await context.password.hash(person.password));
  const now = new Date();
  try {
    return await adapter.transaction(async (transaction) => {
      const user = await transaction.create<Record<string, unknown>, { id: string }>({
        model: 'user',
        forceAllowId: id !== undefined,
        data: {
          ...(id !== undefined && { id }),
          email: person.email.trim().toLowerCase(),
          name: person.name,
          role: person.role,
          emailVerified: person.emailVerified ?? false,
          isDisabled: false,
          createdAt: now,
          updatedAt: now,
        },
      });
      const accounts = [
        ...(password ? [{ providerId: 'credential', accountId: user.id, password }] : []),
        ...(person.linkedTo ? [person.linkedTo] : []),
      ];
      for (const account of accounts)
        await transaction.create({
          model: 'account',
          data: { ...account, userId: user.id, createdAt: now, updatedAt: now },
        });
      return user.id;
    });
  } catch (error) {
    if (isTaken(error)) throw addressTaken(person.email, error);
    throw error;
  }
}

/** Makes the administrator of a server on which nobody has an account; of two who come at once, one is refused. */
export async function createFirstAdministrator(
  auth: Auth,
  { db }: AccountsDatabase,
  person: Omit<NewPerson, 'role'>,
): Promise<string> {
  const others = await db.selectFrom('user').select('id').limit(1).execute();
  if (others.length > 0) throw alreadyThere();
  try {
    return await createPerson(
      auth,
      { ...person, emailVerified: true, role: firstAdministrator.role },
      firstAdministrator,
    );
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'ID_TAKEN') throw alreadyThere();
    throw error;
  }
}

function requireAddress(email: string): void {
  if (z.email().safeParse(email.trim()).success) return;
  const message = `${JSON.stringify(email.slice(0, 200))} is not an e-mail address.`;
  throw new ProblemError({ code: 'INVALID_REQUEST', message });
}

export function requireGoodPassword(password: string): void {
  if (password.length >= 10 && password.length <= 128) return;
  throw new ProblemError({
    code: 'INVALID_REQUEST',
    message: 'A password must have from 10 to 128 characters.',
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && /unique constraint|duplicate key/i.test(error.message);
}

function addressTaken(email: string, cause: unknown): ProblemError {
  return new ProblemError({ code: 'ID_TAKEN', message: `${email} has an account already.` }, { cause });
}

function alreadyThere(): ProblemError {
  return new ProblemError({
    code: 'ID_TAKEN',
    message: 'This server has its administrator already.',
    hint: 'Sign in, or ask for an account.',
  });
}
