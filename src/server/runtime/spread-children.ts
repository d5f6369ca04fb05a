import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ChildEnd, ChildSize, ChildWork } from '../../children/child-work.ts';
import type { Children } from '../../children/open-children.ts';
import { remoteFolders, type RemoteFiles } from '../../disk/remote-files.ts';
import type { ChunkDesk } from '../../fleet/chunks/hand-out-chunks.ts';
import type { ChunkTask } from '../../fleet/chunks/chunk-task.ts';
import type { ChunkMaking, MakeHooks } from '../../fleet/chunks/take-chunks.ts';
import type { ChunkStore } from '../../media/chunks/chunk-store.ts';
import { hasExitedCleanly, notStarted, stopReasonOf } from '../../supervisor/watch/child-outcome.ts';

/** A child as it crosses to another machine: with the arguments for as many threads as it would have here. */
interface SentChild {
  readonly program: ChildWork['program'];
  readonly args: readonly string[];
  readonly reads: readonly string[];
  readonly needs?: ChildWork['uses']['needs'];
  readonly writes: readonly string[];
  readonly size: ChildSize;
  readonly priority: number;
  /** Those of `reads` that lie in a storage: their files here have holes, and are this process's alone. */
  readonly objects?: readonly SentObject[];
}

interface SentObject {
  readonly path: string;
  /** See `RemoteFiles.nameOf`. */
  readonly name: string;
}

/** Where chunks are handed out, once there is such a place. */
export interface Spreading {
  readonly desk: ChunkDesk;
  /** Children that all who take from it run at once. */
  readonly slots: () => number;
}

export interface SpreadableChildren {
  /** Those of this machine, and those of others for whoever renders here. */
  readonly children: Children;
  /** Those of this machine alone. */
  readonly own: Children;
  readonly spread: (spreading: Spreading) => void;
}

/** Children of which some run on other machines, as soon as `spread` says where they are handed out. */
export function spreadChildren(own: Children): SpreadableChildren {
  let spreading: Spreading | undefined;
  return {
    own,
    spread: (next) => {
      spreading = next;
    },
    children: {
      ...own,
      run: (work) =>
        spreading && work.makes && work.wantedBy ? runSpread(own, spreading, work) : own.run(work),
      get concurrency() {
        return Math.max(own.concurrency, spreading?.slots() ?? 0);
      },
    },
  };
}

async function runSpread(own: Children, { desk }: Spreading, work: ChildWork): Promise<ChildEnd> {
  const { signal, label, program, onFrames } = work;
  const nowhere = { label, program, argv: [], cause: undefined };
  const answer = await desk.handOut(await taskOf(work, own.threads), {
    signal,
    onFrames: (frames) => onFrames?.(frames),
  });
  if (answer.kind === 'there') return { ...nowhere, outcome: notStarted('cancel'), isMadeElsewhere: true };
  if (answer.kind === 'unwanted') return { ...nowhere, outcome: notStarted('shutdown') };
  if (signal.aborted) return { ...nowhere, outcome: notStarted(stopReasonOf(signal)) };
  const end = answer.kind === 'made' ? (answer.end as ChildEnd) : undefined;
  if (end && hasExitedCleanly(end.outcome) && end.cause === undefined) return end;
  // What failed elsewhere may have failed for that machine's sake: what it comes to here is what counts.
  return own.run(work);
}

async function taskOf(work: ChildWork, threads: number): Promise<ChunkTask> {
  const { program, label, uses, priority, makes = [], wantedBy } = work;
  const args = await work.args(threads);
  const objects = uses.reads.flatMap((path) => {
    const remote = remoteFolders.of(path);
    return remote ? [{ path, name: remote.nameOf(path) ?? '' }] : [];
  });
  const child: SentChild = { program, args, ...uses, priority, objects };
  const { jobId = '', attemptToken = '' } = wantedBy ?? {};
  return { exportId: jobId, attemptToken, keys: makes, rank: -priority, label, child };
}

/** How a machine makes what another has handed out. `remoteFiles`: its own files of what lies in storages. */
export function makingChunks(children: Children, store: ChunkStore, remoteFiles?: RemoteFiles): ChunkMaking {
  return {
    isThere: async (keys) => (await Promise.all(keys.map((key) => store.find(key)))).every(Boolean),
    make: async (task, { signal, confirm, onFrames }) => {
      const { objects = [], ...sent } = task.child as SentChild;
      const own = await ownFilesOf(objects, remoteFiles, signal);
      const { writes, args, ...child } = withOwnFiles(sent, own.files);
      // Files of its own: whoever had this task before, and stands still, may go on writing when it wakes up.
      const moves = writes.map((path) => ({ path, own: join(dirname(path), randomUUID()) }));
      const ownArgs = args.map((arg) =>
        moves.reduce((text, { path, own }) => text.replaceAll(path, own), arg),
      );
      const { reads, needs, size, program, priority } = child;
      try {
        const end = await children.run({
          ...{ program, priority, signal, onFrames, label: task.label, kind: 'work', yields: false },
          args: () => ownArgs,
          uses: { reads, needs, writes: moves.map(({ own }) => own), size },
          output: 'progress',
        });
        if (hasExitedCleanly(end.outcome)) await handOver(moves, confirm);
        return end;
      } finally {
        own.release();
        await Promise.all(moves.map((move) => rm(move.own, { force: true })));
      }
    },
  };
}

interface OwnFile {
  readonly path: string;
  readonly own: string;
}

/** The files of this process for the same states of the same objects; throws where one is another by now. */
async function ownFilesOf(
  objects: readonly SentObject[],
  remoteFiles: RemoteFiles | undefined,
  signal: AbortSignal,
): Promise<{ readonly files: readonly OwnFile[]; readonly release: () => void }> {
  const files: OwnFile[] = [];
  const releases: (() => void)[] = [];
  const release = () => releases.forEach((letGo) => letGo());
  try {
    for (const { path, name } of objects) {
      const own = name === '' ? undefined : await remoteFiles?.adopt(name, signal);
      if (own === undefined || basename(own) !== basename(path))
        throw new Error('What this piece is made of is not the same here');
      releases.push(remoteFiles?.hold(own) ?? (() => undefined));
      files.push({ path, own });
    }
    return { files, release };
  } catch (error) {
    release();
    throw error;
  }
}

function withOwnFiles(child: Omit<SentChild, 'objects'>, files: readonly OwnFile[]): SentChild {
  const ownOf = (text: string) => files.reduce((now, { path, own }) => now.replaceAll(path, own), text);
  return {
    ...child,
    args: child.args.map(ownOf),
    reads: child.reads.map(ownOf),
    ...(child.needs && { needs: child.needs.map((need) => ({ ...need, path: ownOf(need.path) })) }),
  };
}

interface Move {
  readonly path: string;
  readonly own: string;
}

async function handOver(moves: readonly Move[], confirm: MakeHooks['confirm']): Promise<void> {
  for (const { path, own } of moves) {
    if (!(await confirm())) throw new Error('Another worker has taken this over meanwhile.');
    await rename(own, path);
  }
}
