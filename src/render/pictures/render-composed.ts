import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../contract/problems.ts';
import type { Warning } from '../../contract/exports/status.ts';
import { hasComplaint } from '../../ffmpeg/answers/classify-failure.ts';
import { composeSpanArgs, inputsOf, type ComposePaths } from '../../ffmpeg/pictures/compose-span-args.ts';
import { missingGlyphs } from '../../ffmpeg/pictures/missing-glyphs.ts';
import { wordsScript } from '../../ffmpeg/pictures/words-script.ts';
import { chunkKey, type ChunkStore } from '../../media/chunks/chunk-store.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import {
  PLANNER_VERSION,
  type ComposeSpan,
  type ExportPlan,
  type Layer,
  type OverLayer,
  type SourcePictures,
} from '../../planner/plan/plan.ts';
import { zero } from '../../timeline/rational.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';
import { needsOfShown } from './needs-of-spans.ts';
import { orFindMade } from './find-made.ts';
import { isWorthSpreading } from './worth-spreading.ts';
import { openChunk, type ChunkState } from './open-chunk.ts';
import {
  damagedSpan,
  discardPaths,
  findChunk,
  inputOf,
  lookForDamage,
  publishChunk,
  reservePaths,
  thumbnailKeyOf,
  writtenBy,
  type Chunk,
  type SpanPaths,
} from './render-span.ts';

export interface SpanToCompose {
  readonly plan: ExportPlan;
  readonly span: ComposeSpan;
  /** `span 12 of 155` */
  readonly label: string;
  /** By index; of those that are shown all are there. */
  readonly sources: readonly (ReadSource | undefined)[];
  /** What people call each source. */
  readonly names: readonly string[];
  /** A folder of the attempt's own. */
  readonly folder: string;
  readonly onFrames: (frames: number) => void;
  readonly warn?: ((warning: Warning) => void) | undefined;
}

/** One input of a composition with the file that it comes from. */
interface ShownSource {
  readonly shown: Layer | OverLayer;
  readonly source: ReadSource;
  readonly name: string;
}

function shownSources({
  span,
  sources,
  names,
}: Pick<SpanToCompose, 'span' | 'sources' | 'names'>): ShownSource[] {
  return inputsOf(span).map((shown) => {
    const { source } = shown.pictures;
    const read = sources[source];
    if (!read) throw new Error('A composition shows a source that was not read');
    return { shown, source: read, name: names[source] ?? '' };
  });
}

/** The key of a composed span's chunk: what it shows of which files, in which state, and every word over it. */
export function composedKey(
  work: Pick<SpanToCompose, 'plan' | 'span' | 'sources'>,
  ffmpegVersion: string,
): string {
  const shown = shownSources({ ...work, names: [] });
  const { format } = work.plan;
  const paths = { inputs: [], words: '', output: '' };
  const thumbnails = format.isMatched ? '' : undefined;
  const args = composeSpanArgs({ ...jobOf(work, shown), threads: 1 }, { ...paths, thumbnails });
  const identities = shown.map(({ source }) => source.facts.identity);
  const words = wordsScript(work.span.composition.words, format);
  return chunkKey(['composed', PLANNER_VERSION, ffmpegVersion, ...identities, words, ...args]);
}

function jobOf({ plan, span }: Pick<SpanToCompose, 'plan' | 'span'>, shown: readonly ShownSource[]) {
  return { span, format: plan.format, inputs: shown.map(({ source }) => inputOf(source)) };
}

/** Renders composed spans, a child each. What is shown twice is rendered once; answers stand in the order of the work. */
export function renderComposed(
  outer: ChildContext,
  store: ChunkStore,
  works: readonly SpanToCompose[],
): Promise<Chunk>[] {
  const context = { ...outer, isSpread: !outer.yields && isWorthSpreading(works) };
  const chunks = new Map<string, Promise<Chunk>>();
  return works.map(async (work) => {
    const key = composedKey(work, context.tools.ffmpegVersion);
    const rendered =
      chunks.get(key) ??
      orFindMade(
        () => findOrRender(context, store, { ...work, key }),
        () => findOrRender({ ...context, isSpread: false }, store, { ...work, key }),
      );
    chunks.set(key, rendered);
    const chunk = await rendered;
    work.onFrames(work.span.frameCount);
    return chunk;
  });
}

type KeyedWork = SpanToCompose & { readonly key: string };

async function findOrRender(context: ChildContext, store: ChunkStore, work: KeyedWork): Promise<Chunk> {
  const { key, plan, span } = work;
  const thumbnailKey = plan.format.isMatched ? thumbnailKeyOf(key) : undefined;
  const known = await findChunk(store, { key, thumbnailKey, frames: span.frameCount });
  if (known) {
    context.log.write({ event: 'reused', task: work.label, key });
    return known;
  }
  const paths = reservePaths(store, work);
  const script = join(work.folder, `words-${key}.ass`);
  try {
    if (span.composition.words.length > 0)
      await writeFile(script, wordsScript(span.composition.words, plan.format));
    const { glyphs } = await renderChecked(context, work, { ...paths, words: script });
    // With boxes in the place of words it is good for this export alone: once there is a font, nobody wants it.
    const ownKey = glyphs === '' ? key : chunkKey(['without a font', key, randomUUID()]);
    return await publishChunk(store, { key: ownKey, paths, frames: span.frameCount });
  } finally {
    await discardPaths(store, paths);
    await rm(script, { force: true });
  }
}

type Paths = SpanPaths & Pick<ComposePaths, 'words'>;

/** Renders, and once more from the start of the files where a demuxer's seek landed after the wanted picture. */
async function renderChecked(context: ChildContext, work: KeyedWork, paths: Paths): Promise<Composed> {
  let result = await renderOnce(context, work, paths);
  if (result.kind !== 'good') {
    const text = 'It came out short; decoding from the start of each source.';
    context.log.write({ event: 'note', task: work.label, text });
    result = await renderOnce(context, { ...work, span: withoutSeek(work.span) }, paths);
  }
  if (result.kind === 'good') return result;
  const [first] = shownSources(work);
  if (!first) throw new Error('A composition without sources came out short');
  const { pictures } = first.shown;
  const frames = result.kind === 'short' ? result.frames : 0;
  throw new ProblemError(damagedSpan({ ...first, pictures, rate: work.plan.format.rate, frames }));
}

type Composed = ChunkState & {
  /** Characters in whose place boxes stand. */
  readonly glyphs: string;
};

async function renderOnce(context: ChildContext, work: KeyedWork, paths: Paths): Promise<Composed> {
  const { label, span, plan } = work;
  const shown = shownSources(work);
  const inputs = shown.map(({ source }) => source.path);
  const scripts = span.composition.words.length > 0 ? [paths.words, ...systemFonts] : [];
  const look = async (words: string) => {
    for (const {
      shown: { pictures },
      source,
      name,
    } of shown)
      await lookForDamage(context, {
        pictures,
        source,
        name,
        words,
        rate: plan.format.rate,
        frames: span.frameCount,
      });
  };
  const words = await runChild(context, {
    label,
    reads: [...inputs, ...scripts],
    needs: needsOfShown(shown.map(({ shown: { pictures }, source }) => ({ pictures, source }))),
    writes: writtenBy(paths),
    makes: [work.key],
    args: (threads) => composeSpanArgs({ ...jobOf(work, shown), threads }, { ...paths, inputs }),
    onFrames: work.onFrames,
  }).catch(async (error: unknown) => {
    // Of a picture that breaks the decoder altogether the place is wanted, too.
    const isCrash = error instanceof ProblemError && error.problem.code === 'CHILD_CRASHED';
    if (isCrash) await look(error.problem.message);
    throw error;
  });
  if (hasComplaint(words)) await look(words);
  const glyphs = missingGlyphs(words);
  if (glyphs !== '') work.warn?.(noGlyphs(glyphs));
  return { ...(await openChunk({ path: paths.output }, span.frameCount)), glyphs };
}

/** Boxes stand in the picture where a font is missing: nobody would know before seeing them. */
function noGlyphs(glyphs: string): Warning {
  const message = `No installed font has the characters ${JSON.stringify(glyphs)} of a title or caption: boxes stand in their place. Install one that has them, for instance with \`apt-get install fonts-noto-core fonts-noto-cjk\`, and export again.`;
  return { code: 'NO_GLYPHS', message };
}

/** Where Debian's fontconfig keeps what it knows, beside the folders of programs and libraries. */
const systemFonts = ['/etc/fonts', '/var/cache/fontconfig'];

function withoutSeek(span: ComposeSpan): ComposeSpan {
  const fromStart = <T extends { readonly pictures: SourcePictures }>(shown: T): T => ({
    ...shown,
    pictures: { ...shown.pictures, seek: { seconds: zero, isFileStart: true } },
  });
  const { scene, into, overlays } = span.composition;
  const composition = {
    ...span.composition,
    scene: { ...scene, layers: scene.layers.map(fromStart) },
    ...(into && { into: { ...into, scene: { ...into.scene, layers: into.scene.layers.map(fromStart) } } }),
    overlays: overlays.map(fromStart),
  };
  return { ...span, composition };
}
