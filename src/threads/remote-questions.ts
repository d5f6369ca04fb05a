import type { ByteRange, RemoteFiles, RemoteIdentity, RemoteWeight } from '../disk/remote-files.ts';
import type { QuestionHost } from './question-host.ts';

/** What a worker thread asks for, of files that the main thread fetches. */
export const remoteQuestion = 'remote-file';

type Asked =
  | { readonly kind: 'adopt'; readonly name: string }
  | { readonly kind: 'fetch'; readonly path: string; readonly ranges: readonly ByteRange[] | undefined }
  | { readonly kind: 'read'; readonly path: string; readonly range: ByteRange }
  | { readonly kind: 'weigh'; readonly path: string; readonly ranges: readonly ByteRange[] | undefined }
  | { readonly kind: 'identify'; readonly path: string };

/** Answers the questions of one task. What it was given stays where it is until the task has ended. */
export interface RemoteAnswers {
  readonly answer: (asked: unknown, host: Pick<QuestionHost, 'signal'>) => Promise<unknown>;
  readonly release: () => void;
}

export function answerRemote(files: RemoteFiles): RemoteAnswers {
  const held = new Map<string, () => void>();
  const hold = (path: string): void => {
    if (!held.has(path)) held.set(path, files.hold(path));
  };
  return {
    answer: async (input, { signal }) => {
      const asked = input as Asked;
      if (asked.kind === 'adopt') {
        const path = await files.adopt(asked.name, signal);
        if (path !== undefined) hold(path);
        return path;
      }
      if (asked.kind === 'identify') return files.identify(asked.path, signal);
      if (asked.kind === 'weigh') return files.weigh(asked.path, asked.ranges);
      if (asked.kind === 'read') return files.read(asked.path, asked.range, signal);
      hold(asked.path);
      return files.fetch(asked.path, asked.ranges, signal);
    },
    release: () => {
      for (const release of held.values()) release();
    },
  };
}

type AskMain = (question: string, input: unknown, signal?: AbortSignal) => Promise<unknown>;

/** The same files as a worker thread has them. */
export function askRemote(folder: string, askMain: AskMain): RemoteFiles {
  const ask = (asked: Asked, signal?: AbortSignal) => askMain(remoteQuestion, asked, signal);
  return {
    folder,
    adopt: async (name, signal) => (await ask({ kind: 'adopt', name }, signal)) as string | undefined,
    fetch: async (path, ranges, signal) => void (await ask({ kind: 'fetch', path, ranges }, signal)),
    read: async (path, range, signal) => (await ask({ kind: 'read', path, range }, signal)) as Uint8Array,
    weigh: async (path, ranges) => (await ask({ kind: 'weigh', path, ranges })) as RemoteWeight,
    identify: async (path, signal) => (await ask({ kind: 'identify', path }, signal)) as RemoteIdentity,
    // Children are handed out by the main thread.
    nameOf: () => undefined,
    // The main thread holds them for as long as the task goes on.
    hold: () => () => undefined,
  };
}
