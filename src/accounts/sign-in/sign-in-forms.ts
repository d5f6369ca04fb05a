import type { Visitor } from './visitor.ts';

export interface PasswordForm {
  readonly email: string;
  readonly password: string;
}

/** Where to go, and the `Set-Cookie` headers to take along. */
export interface Departure {
  readonly location: string;
  readonly cookies: readonly string[];
}

/** What the sign-in pages do. Rejects with a `ProblemError` that tells the person nothing of who has an account. */
export interface SignInDesk {
  readonly hasPasswords: boolean;
  /** What the provider is called; undefined without one. */
  readonly providerName: string | undefined;
  /** Whether resets can be asked for by mail. */
  readonly sendsMail: boolean;
  /** Whether nobody has an account yet. */
  readonly isNew: () => Promise<boolean>;
  /** The first account. The `Set-Cookie` headers of its first session. */
  readonly createAdministrator: (
    form: PasswordForm & { readonly name: string },
    visitor: Visitor,
  ) => Promise<readonly string[]>;
  readonly withPassword: (form: PasswordForm, visitor: Visitor) => Promise<readonly string[]>;
  /** To the provider. */
  readonly toProvider: (next: string, visitor: Visitor) => Promise<Departure>;
  /** Back from it; `search` is the query that it sent along. */
  readonly fromProvider: (search: string, visitor: Visitor) => Promise<Departure>;
  readonly askForReset: (email: string, visitor: Visitor) => Promise<void>;
  readonly choosePassword: (
    choice: { readonly token: string; readonly password: string },
    visitor: Visitor,
  ) => Promise<void>;
  readonly signOut: (visitor: Visitor) => Promise<readonly string[]>;
}
