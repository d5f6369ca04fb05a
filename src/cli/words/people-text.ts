import type { PersonRow } from '../../contract/account.ts';

/** Accounts as a table. */
export function peopleText(people: readonly PersonRow[]): string {
  if (people.length === 0) return 'Nobody has an account yet: the first visit makes the administrator.';
  const width = Math.max(...people.map(({ email }) => email.length));
  return people
    .map(
      (person) =>
        `${person.email.padEnd(width)}  ${standingOf(person)}  since ${person.createdAt.slice(0, 10)}`,
    )
    .join('\n');
}

function standingOf({ isAdministrator, isDisabled }: PersonRow): string {
  const role = isAdministrator ? 'administrator' : 'user';
  return (isDisabled ? `${role}, disabled` : role).padEnd('administrator, disabled'.length);
}
