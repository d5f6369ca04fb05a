import { relative } from 'node:path';
import type { ChildEnd, ChildWork } from '../../../children/child-work.ts';
import type { Children } from '../../../children/open-children.ts';
import { remoteFolders } from '../../../disk/remote-files.ts';
import type { ChunkDesk } from '../../../fleet/chunks/hand-out-chunks.ts';
import { hasExitedCleanly, notStarted, stopReasonOf } from '../../../supervisor/watch/child-outcome.ts';
import type { Parcels } from '../../objects/fleet/parcels.ts';
import type { Parcel, SentChild, SentParcels } from './sent-child.ts';

/** Where chunks are handed out, once there is such a place. */
export interface Spreading {
  readonly desk: ChunkDesk;
  /** Children that all who take from it run at once. */
  readonly slots: () => number;
  /** How files get to other machines; undefined where all see the same folder. */
  readonly parcels?: Parcels | undefined;
  /** Of this machine; absolute. */
  readonly base: string;
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

async function runSpread(own: Children, spreading: Spreading, work: ChildWork): Promise<ChildEnd> {
  const { parcels, base } = spreading;
  if (!parcels) return handOut(own, spreading, { work });
  const sent = parcelsOf(work, parcels, base);
  // Footage of this machine's own folders is nobody else's.
  if (!sent) return own.run(work);
  try {
    // What cannot be sent is made here.
    const isSent = await sendAll(parcels, sent.reads, work.signal);
    return await (isSent ? handOut(own, spreading, { work, sent }) : own.run(work));
  } finally {
    await parcels.discard([...sent.reads, ...sent.writes].map(({ name }) => name));
  }
}

async function handOut(
  own: Children,
  { desk, parcels }: Spreading,
  { work, sent }: { readonly work: ChildWork; readonly sent?: SentParcels },
): Promise<ChildEnd> {
  const { signal, label, program, onFrames, makes = [], wantedBy, priority } = work;
  const nowhere = { label, program, argv: [], cause: undefined };
  const { jobId = '', attemptToken = '' } = wantedBy ?? {};
  const child = await sentChildOf(work, own.threads, sent);
  const answer = await desk.handOut(
    { exportId: jobId, attemptToken, keys: makes, rank: -priority, label, child },
    { signal, onFrames: (frames) => onFrames?.(frames) },
  );
  if (answer.kind === 'there') return { ...nowhere, outcome: notStarted('cancel'), isMadeElsewhere: true };
  if (answer.kind === 'unwanted') return { ...nowhere, outcome: notStarted('shutdown') };
  if (signal.aborted) return { ...nowhere, outcome: notStarted(stopReasonOf(signal)) };
  const end = answer.kind === 'made' ? (answer.end as ChildEnd) : undefined;
  const isMade = end && hasExitedCleanly(end.outcome) && end.cause === undefined;
  if (isMade && (!parcels || !sent || (await fetchAll(parcels, sent.writes, signal)))) return end;
  // What failed elsewhere may have failed for that machine's sake: what it comes to here is what counts.
  return own.run(work);
}

async function sentChildOf(work: ChildWork, threads: number, parcels?: SentParcels): Promise<SentChild> {
  const { program, uses, priority } = work;
  const args = await work.args(threads);
  const objects = uses.reads.flatMap((path) => {
    const remote = remoteFolders.of(path);
    return remote ? [{ path, name: remote.nameOf(path) ?? '' }] : [];
  });
  return { program, args, ...uses, priority, objects, ...(parcels && { parcels }) };
}

/** What has to be sent; undefined where something is read that lies on this machine alone. */
function parcelsOf({ uses }: ChildWork, parcels: Parcels, base: string): SentParcels | undefined {
  const parcelOf = (path: string): Parcel => ({ path, name: parcels.newName() });
  // What lies outside belongs to the system, or to all machines of the build.
  const local = uses.reads.filter((path) => !remoteFolders.of(path) && isIn(base, path));
  if (local.some((path) => /^(?:users\/[^/]+\/)?sources\//.test(relative(base, path)))) return undefined;
  return { reads: local.map(parcelOf), writes: uses.writes.map(parcelOf) };
}

function isIn(base: string, path: string): boolean {
  const way = relative(base, path);
  return way !== '' && !way.startsWith('..');
}

async function sendAll(parcels: Parcels, files: readonly Parcel[], signal: AbortSignal): Promise<boolean> {
  return allDone(
    files.map(({ name, path }) => parcels.send(name, path, signal)),
    signal,
  );
}

async function fetchAll(parcels: Parcels, files: readonly Parcel[], signal: AbortSignal): Promise<boolean> {
  return allDone(
    files.map(({ name, path }) => parcels.fetch(name, path, signal)),
    signal,
  );
}

/** Waits for all of them: none goes on writing to a file that somebody else uses. */
async function allDone(works: readonly Promise<void>[], signal: AbortSignal): Promise<boolean> {
  const results = await Promise.allSettled(works);
  return !signal.aborted && results.every(({ status }) => status === 'fulfilled');
}
