import type { AuditEntry, NoteAudit } from '../../contract/principal.ts';
import type { AccountsSettings } from '../accounts-settings.ts';
import type { Auth } from '../auth/open-auth.ts';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import type { Visitor } from './visitor.ts';

export interface SignInPorts {
  readonly auth: Auth;
  readonly database: AccountsDatabase;
  readonly settings: AccountsSettings;
  readonly noteAudit: NoteAudit;
  readonly forget: () => void;
}

/** A line of the audit log on somebody who has not been told apart yet. */
export function noteVisit(
  { noteAudit }: Pick<SignInPorts, 'noteAudit'>,
  visitor: Visitor,
  entry: Pick<AuditEntry, 'event' | 'about'>,
): void {
  noteAudit({ ...entry, principal: undefined, address: visitor.address });
}
