import { router } from '../../trpc.ts';
import { changePassword } from './change-password.ts';
import { createKey } from './create-key.ts';
import { endSession } from './end-session.ts';
import { ownKeys } from './own-keys.ts';
import { ownProfile } from './own-profile.ts';
import { ownSessions } from './own-sessions.ts';
import { removeKey } from './remove-key.ts';
import { socketToken } from './socket-token.ts';

export const account = router({
  profile: ownProfile,
  sessions: ownSessions,
  endSession,
  keys: ownKeys,
  createKey,
  removeKey,
  changePassword,
  socketToken,
});
