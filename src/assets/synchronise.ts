import { rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SyncResult } from '../contract/footage/source-assets.ts';
import { createKeyedLock } from '../disk/keyed-lock.ts';
import { resolveSource, type SourceRoots } from '../media/library/resolve-source.ts';
import type { Tools } from '../media/reading/tools.ts';
import { isSilent } from '../sync/envelope.ts';
import {
  matchTracks,
  type GivenSamples,
  type MatchResult,
  type WantedSamples,
} from '../sync/match-tracks.ts';
import { joinTracks } from './join-tracks.ts';
import { hearSource, type ListenedFile, type HeardTrack } from './listen.ts';
import type { AssetContext } from './run-background-child.ts';
import { describeMatch, refuseTrack } from './sync-words.ts';

export interface SynchroniserOptions {
  readonly tools: Tools;
  readonly roots: SourceRoots;
  /** Where decoded sound may lie meanwhile; belongs to the synchroniser alone. */
  readonly folder: string;
}

/** The name of a file, or those of the files of one recording in their order. */
export type RecordingName = string | readonly string[];

export interface SyncWork {
  readonly reference: RecordingName;
  readonly others: readonly RecordingName[];
}

/**
 * Where cameras lie against a reference by their sound: one result for each of `others`, in their order, under the name
 * of its first file. Times of a recording in several files count on from one to the next.
 */
export type Synchronise = (request: SyncWork, signal?: AbortSignal) => Promise<readonly SyncResult[]>;

/**
 * Makes the function that synchronises cameras. One request is worked on at a time. It rejects with a `ProblemError`
 * for a file that cannot be read, and with the signal's reason; a camera that does not fit is a result.
 */
export function createSynchroniser({ tools, roots, folder }: SynchroniserOptions): Synchronise {
  const line = createKeyedLock();
  // What a server that died left behind.
  let prepared: Promise<void> | undefined;
  return (request, signal = new AbortController().signal) =>
    line.run('sync', async () => {
      signal.throwIfAborted();
      await (prepared ??= rm(folder, { recursive: true, force: true }));
      // One file that cannot be read ends the work on all of them.
      const failed = new AbortController();
      const context = { tools, signal: AbortSignal.any([signal, failed.signal]) };
      const hear = async (filePath: string): Promise<ListenedFile> => {
        const path = await resolveSource(filePath, roots);
        return hearSource(context, { path, name: filePath, folder });
      };
      return synchronise(context, request, (filePath) =>
        hear(filePath).catch((error: unknown) => {
          failed.abort(error);
          throw error;
        }),
      );
    });
}

type Hear = (filePath: string) => Promise<ListenedFile>;

function filesIn(recording: RecordingName): readonly string[] {
  return typeof recording === 'string' ? [recording] : recording;
}

function nameOf(recording: RecordingName | undefined): string {
  return recording === undefined ? '' : (filesIn(recording)[0] ?? '');
}

/** What was heard of the files that could be heard: what of it lies on disk is to be closed in any case. */
async function hearRecording(recording: RecordingName, hear: Hear): Promise<HeardTrack | undefined> {
  const heard = await Promise.allSettled(filesIn(recording).map(hear));
  return joinTracks(heard.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
}

async function synchronise(
  context: AssetContext,
  { reference, others }: SyncWork,
  hear: Hear,
): Promise<SyncResult[]> {
  const tracks = await Promise.all([reference, ...others].map((one) => hearRecording(one, hear)));
  try {
    // The reason is what failed first, or what the caller aborted with.
    context.signal.throwIfAborted();
    const [first, ...rest] = tracks;
    const results: SyncResult[] = [];
    for (const [index, other] of rest.entries()) {
      const names = { reference: nameOf(reference), name: nameOf(others[index]) };
      results.push(await compare(context, names, { reference: first, other }));
    }
    return results;
  } finally {
    await Promise.all(tracks.flatMap((track) => (track ? [track.close()] : [])));
  }
}

interface Names {
  readonly reference: string;
  readonly name: string;
}

async function compare(
  { signal }: AssetContext,
  names: Names,
  { reference, other }: { reference: HeardTrack | undefined; other: HeardTrack | undefined },
): Promise<SyncResult> {
  if (!reference) return refuseTrack('no-sound', names.reference, names.name);
  if (!other) return refuseTrack('no-sound', names.name, names.name);
  if (isSilent(reference.loudness)) return refuseTrack('silent', names.reference, names.name);
  if (isSilent(other.loudness)) return refuseTrack('silent', names.name, names.name);
  return describeMatch(await converse({ reference, other }, signal), names);
}

/** Drives the comparison, reads what it asks for, and lets others work between its steps. */
async function converse(
  { reference, other }: { reference: HeardTrack; other: HeardTrack },
  signal: AbortSignal,
): Promise<MatchResult> {
  const talk = matchTracks({ reference: reference.loudness, other: other.loudness });
  const answer = async ({ windows, length }: WantedSamples): Promise<GivenSamples> =>
    Promise.all(
      windows.map(async (window) => ({
        reference: await reference.read(window.reference, length),
        other: await other.read(window.other, length),
      })),
    );
  let step = talk.next();
  while (step.done !== true) {
    signal.throwIfAborted();
    const wanted = step.value;
    const given = wanted ? await answer(wanted) : await nextTurn(undefined);
    step = talk.next(given);
  }
  return step.value;
}
