import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readSmallFile } from '../../../disk/read-small-file.ts';
import { storeFs } from '../../../disk/store-fs.ts';
import { writeFileAtomically } from '../../../disk/write-file-atomically.ts';

/** A browser asks its person again after a week. */
export const sessionSeconds = 7 * 24 * 3600;
/** Beyond that the earliest end: each began with the right token. */
const maxSessions = 1000;

/** One browser that has signed in. */
export interface Session {
  /** Calls `end` once when the session is over; call the answer when nobody needs to know any more. */
  readonly follow: (end: () => void) => () => void;
  /** Signs the browser out, at once and for good. */
  readonly end: () => void;
}

export interface Sessions {
  /** Begins a session and answers the secret that its browser keeps: random, and nothing else opens it. */
  readonly begin: () => string;
  readonly find: (secret: string) => Session | undefined;
}

export interface SessionOptions {
  readonly accessToken: string;
  /** Where sessions outlive a restart. Holds nothing that opens one. */
  readonly path: string;
  readonly onUnsaved: (error: unknown) => void;
}

const fileSchema = z.object({
  schemaVersion: z.literal(1),
  /** Milliseconds of the system's clock. */
  sessions: z.array(z.object({ id: z.string(), endsAt: z.number() })).max(maxSessions),
});

interface Living {
  readonly endsAt: number;
  readonly timer: NodeJS.Timeout;
  readonly followers: Set<() => void>;
}

/** Sessions are kept by what their secret and the access token make together: another token ends them all. */
export function openSessions({ accessToken, path, onUnsaved }: SessionOptions): Sessions {
  const living = new Map<string, Living>();
  const idOf = (secret: string): string => createHmac('sha256', accessToken).update(secret).digest('hex');
  let saving = Promise.resolve();
  const save = (): void => {
    const save = async (): Promise<void> => {
      const sessions = [...living].map(([id, { endsAt }]) => ({ id, endsAt }));
      await writeFileAtomically(storeFs, path, JSON.stringify({ schemaVersion: 1, sessions }));
    };
    saving = saving.then(save).catch(onUnsaved);
  };
  const end = (id: string): void => {
    const session = living.get(id);
    if (!session) return;
    living.delete(id);
    clearTimeout(session.timer);
    for (const follower of session.followers) follower();
    save();
  };
  /** Counted by the timer, whose clock nobody sets: a clock that was set back makes no session longer. */
  const add = (id: string, endsAt: number): void => {
    const leftMs = Math.min(sessionSeconds * 1000, endsAt - Date.now());
    if (leftMs <= 0) return;
    living.set(id, { endsAt, followers: new Set(), timer: setTimeout(() => end(id), leftMs).unref() });
  };
  for (const { id, endsAt } of readSessions(path)) add(id, endsAt);
  return {
    begin: () => {
      const secret = randomBytes(32).toString('base64url');
      const [earliest] = living.keys();
      if (living.size >= maxSessions && earliest !== undefined) end(earliest);
      add(idOf(secret), Date.now() + sessionSeconds * 1000);
      save();
      return secret;
    },
    find: (secret) => {
      const id = idOf(secret);
      const session = living.get(id);
      return session && { follow: (follower) => followed(session, follower), end: () => end(id) };
    },
  };
}

function followed({ followers }: Living, follower: () => void): () => void {
  followers.add(follower);
  return () => followers.delete(follower);
}

/** None where the file is missing or not ours: people sign in again. */
function readSessions(path: string): z.infer<typeof fileSchema>['sessions'] {
  const file = readSmallFile(path, 2 ** 20);
  if (!file.isOk) return [];
  try {
    return fileSchema.parse(JSON.parse(file.text)).sessions;
  } catch {
    return [];
  }
}
