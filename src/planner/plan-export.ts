import type { Problem } from '../contract/problems.ts';
import type { Quality } from '../contract/exports/rendition.ts';
import type { Clip } from '../timeline/edl.ts';
import { readFrames, retime } from '../timeline/frame-table.ts';
import { rational, toNumber, type Rational } from '../timeline/rational.ts';
import { countFrames, placeClips, placeView, type ClipPlace } from '../timeline/time-model.ts';
import { checkClips } from './check-clips.ts';
import { chooseFormat, type FormatChoice, type UsedSource } from './pictures/choose-format.ts';
import { findCopyPoints } from './pictures/find-copies.ts';
import { isConstantRate } from './facts/is-constant-rate.ts';
import { findMixed } from './pictures/keep-apart.ts';
import { isWorthSplicing } from './pictures/is-worth-splicing.ts';
import { endOfFile } from './sound/follow-files.ts';
import { explainHdr } from './pictures/hdr.ts';
import { explainPictures, type CopyableSource } from './pictures/explain-picture.ts';
import { explainSound } from './sound/explain-sound.ts';
import { samplesOfFrames } from './sound/plan-audio.ts';
import { planSound } from './sound/plan-sound.ts';
import { soundsOf, type PlanInput } from './plan/plan-input.ts';
import { planStats } from './plan/plan-stats.ts';
import { PLANNER_VERSION, type ExportPlan, type Span, type Treatment } from './plan/plan.ts';
import { entriesOf, tileClip } from './pictures/tile-clip.ts';
import { composeSegment } from './composing/compose-segment.ts';
import { explainCompositions } from './composing/explain-compositions.ts';
import { followClips, type FollowedEdl } from './composing/follow-clips.ts';
import { isPlainView } from './composing/lay-views.ts';
import { segmentsOf } from './composing/segments.ts';
import { treatPicture } from './pictures/treat-picture.ts';
import { warnOfCutStarts } from './warnings/warn-of-cut-starts.ts';
import { nameOf, warningsOf } from './warnings/warn-of-ends.ts';

export type PlanResult =
  | { readonly isOk: true; readonly plan: ExportPlan }
  | { readonly isOk: false; readonly problems: readonly Problem[] };

/** Encoded spans are cut into pieces of about this many seconds, so that they can run side by side and be resumed. */
const maxEncodeSeconds = 16;

/** Decides everything about an export and touches nothing. */
export function planExport(given: PlanInput): PlanResult {
  const input = withFilesFollowed(given);
  const problems = checkClips(input);
  if (problems.length > 0) return { isOk: false, problems };
  const used = usedSources(input);
  const choose = (apart?: ReadonlySet<number>) =>
    withQuality(chooseFormat(input.request, used, apart), input.quality);
  const first = decide(input, choose());
  const mixed = findMixed(first.spans, input.sources);
  const decisions = mixed.size === 0 ? first : decide(input, choose(mixed));
  if (decisions.frames === 0) return { isOk: false, problems: [emptyOutput(decisions.choice.format.rate)] };
  return { isOk: true, plan: assemble(input, decisions) };
}

function withQuality(choice: FormatChoice, quality: Quality | undefined): FormatChoice {
  if (choice.format.isMatched || quality === undefined || quality === 'standard') return choice;
  return { ...choice, format: { ...choice.format, quality } };
}

/** In which every clip lies in one file of each recording. */
interface FollowedInput extends PlanInput {
  readonly edl: FollowedEdl;
}

function withFilesFollowed(input: PlanInput): FollowedInput {
  const endOf = (source: number) => {
    const known = input.sources[source];
    return known && endOfFile(known);
  };
  return { ...input, edl: followClips(input.edl, { sources: input.edl.sources, endOf }) };
}

function decide(input: FollowedInput, choice: FormatChoice): Decisions {
  const places = placeClips(input.edl.clips, choice.format.rate);
  const frames = countFrames(places);
  if (frames === 0) return { choice, frames, spans: [] };
  const copying = tileClips(input, choice, places);
  const { copiedFrames } = planStats(copying);
  const isSpliced = copiedFrames > 0 && isWorthSplicing(copiedFrames, frames);
  const spans = isSpliced || copiedFrames === 0 ? copying : tileClips(input, withoutCopies(choice), places);
  return { choice, frames, spans };
}

interface Decisions {
  readonly choice: FormatChoice;
  readonly frames: number;
  readonly spans: readonly Span[];
}

function assemble(input: PlanInput, { choice, frames, spans }: Decisions): ExportPlan {
  const { format } = choice;
  const reasons = [
    ...choice.reasons,
    ...explainPictures(spans, copyableSources(input, choice), input.encodedClips),
    ...explainHdr(spans, copyableSources(input, choice)),
    ...explainCompositions(spans, format.rate),
  ];
  const mayCopy =
    input.isSoundEncoded !== true && input.request.codec === 'copy' && input.request.format === 'mp4';
  const sounds = soundsOf(input);
  // Packets are taken of what is seen only: files that are just heard are decoded.
  const soundIndexes = mayCopy ? input.sources.map((source) => source?.sound) : [];
  const audio = input.request.includeAudio
    ? planSound(soundIndexes, {
        edl: input.edl,
        sources: sounds,
        totalSamples: samplesOfFrames(frames, format.rate),
        rate: format.rate,
        container: input.request.format,
      })
    : null;
  return {
    plannerVersion: PLANNER_VERSION,
    container: input.request.format,
    format,
    frames,
    spans,
    treatments: treatmentsOf(input, choice),
    audio,
    warnings: [...warningsOf(input, format.rate), ...warnOfCutStarts(input)],
    reasons: audio ? [...reasons, ...explainSound(audio, soundIndexes)] : reasons,
  };
}

function tileClips(input: FollowedInput, choice: FormatChoice, places: readonly ClipPlace[]): Span[] {
  const { rate, width, height } = choice.format;
  const tools = input.sources.map((source, index) => {
    if (!source) return undefined;
    const mayCopy = choice.copyable.has(index);
    return {
      entries: entriesOf(source),
      copyPoints: mayCopy ? findCopyPoints(source.index) : undefined,
    };
  });
  const maxEncodeFrames = Math.max(1, Math.round(maxEncodeSeconds * toNumber(rate)));
  const composing = {
    ...{ edl: input.edl, places, format: choice.format, maxFrames: maxEncodeFrames },
    sources: input.sources.map((source, i) => {
      const entries = tools[i]?.entries;
      return source && entries && { ...source, entries };
    }),
  };
  return segmentsOf(input.edl, places, rate).flatMap((segment) => {
    const { clip, firstFrame, endFrame } = segment;
    const views = input.edl.clips[clip]?.views ?? [];
    const [view] = views;
    const source = view && input.sources[view.source];
    const tool = view && tools[view.source];
    const place = places[clip];
    if (!source || !tool || !place) return [];
    const isPlain = views.length === 1 && isPlainView(view, source.facts.video, choice.format);
    if (!isPlain || segment.passing || segment.hasWords || segment.overlays.length > 0)
      return composeSegment(composing, segment);
    const timing = retime(source.index.timing, view.speed);
    const viewPlace = placeView({ ...place, firstFrame, endFrame }, view);
    return tileClip({
      clip,
      source: view.source,
      speed: view.speed,
      place: viewPlace,
      rate,
      frames: readFrames(viewPlace, timing, rate),
      timing,
      index: source.index,
      entries: tool.entries,
      copyPoints: input.encodedClips?.has(clip) === true ? undefined : tool.copyPoints,
      pixels: width * height,
      maxEncodeFrames,
    });
  });
}

function copyableSources(input: PlanInput, { copyable }: FormatChoice): CopyableSource[] {
  return input.sources.flatMap((source, index) =>
    source && copyable.has(index) ? [{ source: index, name: nameOf(input.edl, index), ...source }] : [],
  );
}

function withoutCopies(choice: FormatChoice): FormatChoice {
  return { ...choice, copyable: new Set() };
}

function treatmentsOf(input: PlanInput, choice: FormatChoice): ReadonlyMap<number, Treatment> {
  const entries = input.sources.flatMap((source, index) =>
    source ? [[index, treatPicture(source.facts.video, choice.format)] as const] : [],
  );
  return new Map(entries);
}

/** Sources in the order of the config. A variable rate counts as the rate that was asked for. */
function usedSources(input: PlanInput): UsedSource[] {
  return input.sources.flatMap((source, index) => {
    const seconds = secondsUsed(input.edl.clips, index);
    // What only lies over the pictures of others says nothing of the output's.
    if (!source || seconds === 0) return [];
    const { video } = source.facts;
    const rate = isConstantRate(source.index.timing, video.rate) ? video.rate : input.request.rate;
    return [
      {
        index,
        name: nameOf(input.edl, index),
        facts: { ...source.facts, video: { ...video, rate } },
        seconds,
      },
    ];
  });
}

function secondsUsed(clips: readonly Clip[], source: number): number {
  return clips
    .filter(({ views }) => views.some((view) => view.source === source))
    .reduce((sum, { duration }) => sum + toNumber(duration), 0);
}

function emptyOutput(rate: Rational): Problem {
  const seconds = toNumber(rational(rate.den, rate.num));
  return {
    code: 'EMPTY_OUTPUT',
    message: `All clips together are shorter than one frame (${(1000 * seconds).toFixed(1)} ms), so there is nothing to export.`,
    hint: 'Make a clip longer, or choose a higher frame rate.',
  };
}
