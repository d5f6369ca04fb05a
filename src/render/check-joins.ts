import { open } from 'node:fs/promises';
import { readMp4Index } from '../media/mp4-index.ts';
import type { ChunkStore } from '../media/chunk-store.ts';
import type { ReadSource } from '../media/read-source.ts';
import type { PictureRun } from '../mp4/movie-spec.ts';
import { PLANNER_VERSION, type ExportPlan } from '../planner/plan.ts';
import { decodeStretches } from './decode-stretches.ts';
import { copyStart, joinStretches, type FinishedFile, type JoinStretch } from './join-stretches.ts';
import { joinWindows } from './join-windows.ts';
import { isGoodJoin, thumbnailsOf } from './judge-joins.ts';
import { joinIdentity, openKnownJoins, type KnownJoins } from './known-joins.ts';
import { findRehearsed } from './rehearsed-joins.ts';
import type { Chunk } from './render-span.ts';
import type { ChildContext } from './run-child.ts';
import { check, type Check } from './verify-output.ts';

export interface JoinsToCheck {
  /** The finished MP4. */
  readonly path: string;
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  readonly chunks: readonly (Chunk | undefined)[];
  /** By span: what the writer was told to write. */
  readonly runs: readonly PictureRun[];
  /** Where joins that have passed are remembered. */
  readonly store: ChunkStore;
  /** A folder of the attempt's own. */
  readonly folder: string;
}

export interface JoinVerdict {
  readonly check: Check;
  /** Clips whose copies did not decode to what their sources show. */
  readonly rejectedClips: ReadonlySet<number>;
}

/**
 * Looks at the finished file around every join and compares the frames on both sides with the pictures that
 * went in: encoded ones with the thumbnails their encoder took, copied ones with the source's own packets.
 * Joins that an earlier export has checked are known by their bytes.
 */
export async function checkJoins(context: ChildContext, work: JoinsToCheck): Promise<JoinVerdict> {
  const { path, plan } = work;
  const { signal } = context;
  const index = await readMp4Index(path, { signal });
  const track = 'unsupported' in index ? undefined : index.movie.tracks.find(({ kind }) => kind === 'video');
  const windows = track ? joinWindows(plan, track) : [];
  if (!track || windows.length === 0)
    return { check: check('joins', true, 'nothing is joined'), rejectedClips: new Set() };
  const file = { path, track, plan, signal };
  const every = await joinStretches(file, windows);
  const identities = await identitiesOf(work, every);
  const known = await knownJoinsOf(context, work);
  const { bad, messages } = await findBad(context, work, {
    file,
    stretches: every.filter((_, i) => !known.has(identities[i] ?? '')),
  });
  const passed = every.flatMap((stretch, i) => (bad.has(stretch) ? [] : (identities[i] ?? [])));
  // An export does not fail for what only the next one would have of it.
  await known.add(passed).catch(() => undefined);
  const detail =
    messages === ''
      ? `${bad.size} of ${every.length} joins show something else than their sources`
      : `the decoder complained: ${messages.slice(0, 200)}`;
  const clips = [...bad].flatMap(({ span }) => [span, span + 1].map((i) => plan.spans[i]?.clip ?? -1));
  return { check: check('joins', bad.size === 0, detail), rejectedClips: new Set(clips) };
}

interface Suspects {
  readonly file: FinishedFile;
  readonly stretches: readonly JoinStretch[];
}

/**
 * Decodes what nobody has decoded yet, as a few movies of nothing but joins, one a core. Answers the joins that do
 * not show what they should: all of them where the decoder complained, since it does not say of which.
 */
async function findBad(
  context: ChildContext,
  work: JoinsToCheck,
  { file, stretches }: Suspects,
): Promise<{ bad: ReadonlySet<JoinStretch>; messages: string }> {
  const { example, broken } = await findRehearsed(file, work, stretches);
  const parts = stretches.map((stretch) =>
    example.has(stretch) ? { ...stretch, runs: [stretch.behind] } : stretch,
  );
  const starts = stretches.flatMap((stretch) => copyStart(stretch, work));
  const decoded = await decodeStretches(context, { plan: work.plan, folder: work.folder }, [
    ...parts,
    ...starts,
  ]);
  if (decoded.messages !== '') return { bad: new Set(stretches), messages: decoded.messages };
  const copies = new Map(
    starts.map(({ span }, i) => [span, decoded.parts[parts.length + i] ?? Buffer.alloc(0)]),
  );
  const verdicts = await Promise.all(
    parts.map((part, i) => isGoodJoin(part, { chunks: work.chunks, decoded: decoded.parts[i], copies })),
  );
  const isGood = new Map(stretches.map((stretch, i) => [stretch, verdicts[i] === true]));
  const bad = stretches.filter((stretch) => {
    const standIn = example.get(stretch) ?? stretch;
    return broken.has(stretch) || isGood.get(stretch) !== true || isGood.get(standIn) !== true;
  });
  return { bad: new Set(bad), messages: '' };
}

function knownJoinsOf({ tools }: ChildContext, { sources, store }: JoinsToCheck): Promise<KnownJoins> {
  const identities = new Set(sources.map((source) => source?.facts.identity ?? ''));
  return openKnownJoins(store, [PLANNER_VERSION, tools.ffmpegVersion, ...identities]);
}

/** Who each join is; a remembered one shows what it showed then, since it is the same bytes. */
async function identitiesOf(work: JoinsToCheck, stretches: readonly JoinStretch[]): Promise<string[]> {
  await using file = await open(work.path, 'r');
  const identities: string[] = [];
  for (const { span, before, behind } of stretches) {
    const runs = [before, behind];
    const counts = runs.map(({ samples }) => samples.count).join();
    const expected = [counts, await expectedOf(work, span), await expectedOf(work, span + 1)];
    identities.push(await joinIdentity(file, runs, expected));
  }
  return identities;
}

/** What a span must show: the thumbnails its encoder took, or the packets of its source. */
async function expectedOf({ plan, sources, chunks }: JoinsToCheck, index: number): Promise<string | Buffer> {
  const span = plan.spans[index];
  if (span?.kind !== 'copy') return (await thumbnailsOf(chunks[index])) ?? '';
  return `${sources[span.source]?.facts.identity} ${span.fromPacket} ${span.skippedPackets}`;
}
