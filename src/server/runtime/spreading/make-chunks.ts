import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Children } from '../../../children/open-children.ts';
import type { RemoteFiles } from '../../../disk/remote-files.ts';
import type { ChunkMaking, MakeHooks } from '../../../fleet/chunks/take-chunks.ts';
import type { ChunkStore } from '../../../media/chunks/chunk-store.ts';
import { hasExitedCleanly } from '../../../supervisor/watch/child-outcome.ts';
import type { Parcels } from '../../objects/fleet/parcels.ts';
import { withOwnFiles, type OwnFile, type Parcel, type SentChild, type SentObject } from './sent-child.ts';

export interface ChunkMaker {
  readonly children: Children;
  readonly store: ChunkStore;
  /** Its own files of what lies in storages. */
  readonly remoteFiles?: RemoteFiles | undefined;
  /** How files come and go where machines share no folder. */
  readonly parcels?: Parcels | undefined;
}

/** How a machine makes what another has handed out. */
export function makingChunks(maker: ChunkMaker): ChunkMaking {
  const { children, store } = maker;
  return {
    isThere: async (keys) => (await Promise.all(keys.map((key) => store.find(key)))).every(Boolean),
    make: async (task, { signal, confirm, onFrames }) => {
      const sent = task.child as SentChild;
      const own = await ownFilesOf(sent, maker, signal);
      const { reads, needs, args, writes, size, program, priority } = withOwnFiles(sent, own.files);
      try {
        const end = await children.run({
          ...{ program, priority, signal, onFrames, label: task.label, kind: 'work', yields: false },
          args: () => args,
          uses: { reads, needs, writes, size },
          output: 'progress',
        });
        if (hasExitedCleanly(end.outcome)) await handOver(sent, { own: own.files, maker, confirm, signal });
        return end;
      } finally {
        await own.release();
      }
    },
  };
}

interface OwnFiles {
  readonly files: readonly OwnFile[];
  /** Deletes those that are temporary. */
  readonly release: () => Promise<void>;
}

/** The files of this process for those that the child reads and writes. */
async function ownFilesOf(sent: SentChild, maker: ChunkMaker, signal: AbortSignal): Promise<OwnFiles> {
  const { store, parcels } = maker;
  const objects = await ownObjectsOf(sent.objects ?? [], maker.remoteFiles, signal);
  // Files of its own: whoever had this task before, and stands still, may go on writing when it wakes up.
  const reserve = (path: string) => (sent.parcels ? store.reserve() : join(dirname(path), randomUUID()));
  const temporary = (paths: readonly string[]) => paths.map((path) => ({ path, own: reserve(path) }));
  const brought = sent.parcels?.reads ?? [];
  const files = temporary([...brought.map(({ path }) => path), ...sent.writes]);
  const release = async () => {
    objects.release();
    await Promise.all(files.map(({ own }) => store.discard(own)));
  };
  try {
    await bring(brought, { files, parcels, signal });
    return { files: [...objects.files, ...files], release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function bring(
  brought: readonly Parcel[],
  { files, parcels, signal }: Pick<OwnFiles, 'files'> & Pick<ChunkMaker, 'parcels'> & { signal: AbortSignal },
): Promise<void> {
  for (const { path, name } of brought) {
    if (!parcels) throw new Error('What this piece is made of lies in a storage that is not set up here');
    await parcels.fetch(name, ownPathOf(files, path), signal);
  }
}

/** The files of this process for the same states of the same objects; throws where one is another by now. */
async function ownObjectsOf(
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

interface Handing {
  readonly own: readonly OwnFile[];
  readonly maker: ChunkMaker;
  readonly confirm: MakeHooks['confirm'];
  readonly signal: AbortSignal;
}

async function handOver(
  { writes, parcels: sent }: SentChild,
  { own, maker, confirm, signal }: Handing,
): Promise<void> {
  for (const path of writes) {
    if (!(await confirm())) throw new Error('Another worker has taken this over meanwhile.');
    const parcel = sent?.writes.find((each) => each.path === path);
    if (parcel) await maker.parcels?.send(parcel.name, ownPathOf(own, path), signal);
    else await rename(ownPathOf(own, path), path);
  }
}

function ownPathOf(files: readonly OwnFile[], path: string): string {
  const file = files.find((each) => each.path === path);
  if (!file) throw new Error(`There is no file here for ${path}`);
  return file.own;
}
