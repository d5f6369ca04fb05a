import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OwnAccount, PeopleDesk } from '../../../contract/account.ts';
import type { NoteAudit, People } from '../../../contract/principal.ts';
import type { Mount } from '../mount.ts';

/** The accounts as the server holds them. Whoever opened them closes them. */
export interface RunningAccounts {
  readonly people: People;
  readonly own: OwnAccount;
  readonly desk: PeopleDesk;
  /** Whether a path is answered to people who have not signed in: signing in itself, and what its page loads. */
  readonly isOpen: (path: string) => boolean;
  /** Whether the accounts answer a path themselves (`/login`, `/api/auth/…`) instead of pages and API. */
  readonly owns: (path: string) => boolean;
  /** Answers those paths, with addresses as they are under the mount. */
  readonly handlerUnder: (
    mount: Pick<Mount, 'prefixOf'>,
  ) => (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void> | void;
  readonly noteAudit: NoteAudit;
  /** At least 32 random characters that outlive a restart; what the server signs with it ends with it. */
  readonly secret: string;
  readonly close: () => Promise<void>;
}
