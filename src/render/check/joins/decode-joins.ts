import type { ChunkStore } from '../../../media/chunks/chunk-store.ts';
import type { ReadSource } from '../../../media/reading/read-types.ts';
import type { PictureRun } from '../../../mp4/write/movie-spec.ts';
import { orderOf } from '../../../mp4/write/picture-order.ts';
import type { ExportPlan } from '../../../planner/plan/plan.ts';
import { decodeStretches, spreadDecoding, type DecodedStretch } from './decode-stretches.ts';
import { copyStart, joinStretches, type JoinStretch, type WrittenPictures } from './join-stretches.ts';
import { joinWindows } from './join-windows.ts';
import { isGoodJoin, thumbnailsOf } from './judge-joins.ts';
import { joinIdentity, openKnownJoins } from './known-joins.ts';
import { findRehearsed } from './rehearsed-joins.ts';
import type { Chunk } from '../../pictures/render-span.ts';
import type { ChildContext } from '../../child/run-child.ts';
import { sideBySide } from '../../child/side-by-side.ts';
import { SampleLane } from '../../movie/write-movie-lane.ts';
import { laneRunOf } from '../../movie/write-movie-pictures.ts';

export interface JoinsToDecode {
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  /** By span; undefined for copies. */
  readonly chunks: readonly (Chunk | undefined)[];
  /** By span: what is written. */
  readonly runs: readonly PictureRun[];
  /** Where joins that have passed are remembered. */
  readonly store: ChunkStore;
  /** A folder of the attempt's own. */
  readonly folder: string;
}

export interface DecodedJoins {
  readonly written: WrittenPictures;
  readonly stretches: readonly JoinStretch[];
  /** Those that do not show what their sources show: all where the decoder complained, since it does not say of which. */
  readonly bad: ReadonlySet<JoinStretch>;
  /** What the decoder complained of. */
  readonly messages: string;
  readonly durationMs: number;
  /** Remembers for later exports that these have passed; never throws. */
  readonly remember: (passed: readonly JoinStretch[]) => Promise<void>;
}

/**
 * Decodes what is written around every join and compares the frames on both sides with the pictures that went in:
 * encoded ones with the thumbnails their encoder took, copied ones with the source's own packets. It takes the
 * bytes from where the writer takes them, and can run beside it; that the finished file holds the same is for
 * `compareWithFinished` to say. Joins that an earlier export has checked are known by their bytes.
 */
export async function decodeJoins(context: ChildContext, work: JoinsToDecode): Promise<DecodedJoins> {
  const { plan, runs } = work;
  const startedAt = performance.now();
  const written = { plan, runs, sources: work.sources, order: orderOf(runs) };
  const stretches = await joinStretches(written, joinWindows(plan, written.order), context.signal);
  const known = await openKnownJoins({ ...work, ffmpegVersion: context.tools.ffmpegVersion });
  const identities = await identitiesOf(work, { stretches, signal: context.signal });
  const fresh = stretches.filter((_, i) => !known.has(identities[i] ?? ''));
  const { bad, messages } = await findBad(context, work, { written, stretches: fresh });
  const remember = async (passed: readonly JoinStretch[]) => {
    const good = new Set(passed);
    const names = stretches.flatMap((stretch, i) => (good.has(stretch) ? (identities[i] ?? []) : []));
    await known.add(names);
  };
  return { written, stretches, bad, messages, durationMs: performance.now() - startedAt, remember };
}

interface Suspects {
  readonly written: WrittenPictures;
  readonly stretches: readonly JoinStretch[];
}

/** Decodes what nobody has decoded yet, as a few movies of nothing but joins, one a core. */
async function findBad(
  context: ChildContext,
  work: JoinsToDecode,
  { written, stretches }: Suspects,
): Promise<Pick<DecodedJoins, 'bad' | 'messages'>> {
  const example = findRehearsed(written, work, stretches);
  const parts = stretches.map((stretch) =>
    example.has(stretch) ? { ...stretch, runs: [stretch.behind] } : stretch,
  );
  const first = firstOfEachKind(stretches);
  const starts = (await Promise.all(first.map((stretch) => copyStart(stretch, work, context.signal)))).flat();
  const spread = spreadDecoding(context, work.plan, [...parts, ...starts]);
  const [decoded, ...references] = await sideBySide(spread, (own) => [
    decodeStretches(own, { ...work, name: 'joins' }, parts),
    ...bySource(work, starts).map((of) => decodeReference(own, work, of)),
  ]);
  const messages = [decoded, ...references].map((one) => one.messages).join('');
  if (messages !== '') return { bad: new Set(stretches), messages };
  const copies = new Map(references.flatMap(({ shown }) => shown));
  const verdicts = await Promise.all(
    parts.map((part, i) => isGoodJoin(part, { chunks: work.chunks, decoded: decoded.parts[i], copies })),
  );
  const isGood = new Map(stretches.map((stretch, i) => [stretch, verdicts[i] === true]));
  const bad = stretches.filter(
    (stretch) => isGood.get(stretch) !== true || isGood.get(example.get(stretch) ?? stretch) !== true,
  );
  return { bad: new Set(bad), messages: '' };
}

interface Reference {
  /** Thumbnails of the first pictures of copied spans, by span. */
  readonly shown: readonly (readonly [span: number, thumbnails: Buffer])[];
  readonly messages: string;
}

/**
 * What one source shows where copies of it begin, by a decoder that has seen nothing else: one that has come across a
 * join is what is to be proved.
 */
async function decodeReference(
  context: ChildContext,
  work: JoinsToDecode,
  { source, starts }: { source: number; starts: readonly DecodedStretch[] },
): Promise<Reference> {
  const { parts, messages } = await decodeStretches(
    context,
    { ...work, name: `source-${source + 1}` },
    starts,
  );
  return { shown: starts.map(({ span }, i) => [span, parts[i] ?? Buffer.alloc(0)] as const), messages };
}

function bySource(
  { plan }: JoinsToDecode,
  starts: readonly DecodedStretch[],
): { source: number; starts: DecodedStretch[] }[] {
  const sources = new Map<number, DecodedStretch[]>();
  for (const start of starts) {
    const span = plan.spans[start.span];
    if (span?.kind !== 'copy') continue;
    sources.set(span.source, [...(sources.get(span.source) ?? []), start]);
  }
  return [...sources].map(([source, own]) => ({ source, starts: own }));
}

/**
 * What copied pictures behind a join look like depends on the parameter sets that a decoder knows there. Of each such
 * case one is held against what its source shows; the others are the same bytes and have to decode without a word.
 */
function firstOfEachKind(stretches: readonly JoinStretch[]): JoinStretch[] {
  const kinds = new Map<string, JoinStretch>();
  for (const stretch of stretches) {
    const { before, behind } = stretch;
    const parts = [before.sampleEntry, behind.sampleEntry, behind.parameterSets ?? new Uint8Array()];
    const kind = [behind.path, ...parts.map((part) => Buffer.from(part).toString('base64'))].join(' ');
    if (!kinds.has(kind)) kinds.set(kind, stretch);
  }
  return [...kinds.values()];
}

/** Identifies each join; a remembered one shows what it showed then, since it is the same bytes. */
async function identitiesOf(
  work: JoinsToDecode,
  { stretches, signal }: { stretches: readonly JoinStretch[]; signal: AbortSignal },
): Promise<string[]> {
  const isEncoded = (index: number) => work.plan.spans[index]?.kind === 'encode';
  const encodedRuns = stretches.map(({ span, before, behind }) => [
    ...(isEncoded(span) ? [before] : []),
    ...(isEncoded(span + 1) ? [behind] : []),
  ]);
  const lane = new SampleLane(encodedRuns.flat().map(laneRunOf), signal);
  try {
    const identities: string[] = [];
    let at = 0;
    for (const [i, { span, before, behind }] of stretches.entries()) {
      const encoded = encodedRuns[i] ?? [];
      const expected = [await expectedOf(work, span), await expectedOf(work, span + 1)];
      identities.push(await joinIdentity({ lane, at, encoded }, { runs: [before, behind], expected }));
      at += encoded.length;
    }
    return identities;
  } finally {
    await lane.close();
  }
}

/** What a span must show: the thumbnails its encoder took, or the packets of its source. */
async function expectedOf({ plan, sources, chunks }: JoinsToDecode, index: number): Promise<string | Buffer> {
  const span = plan.spans[index];
  if (span?.kind !== 'copy') return (await thumbnailsOf(chunks[index])) ?? '';
  return `${sources[span.source]?.facts.identity} ${span.fromPacket} ${span.skippedPackets}`;
}
