import type { Problem } from '../contract/problems.ts';
import type { RenditionRequest } from '../contract/rendition.ts';
import type { Clip, Edl } from '../timeline/edl.ts';
import { readFrames } from '../timeline/frame-table.ts';
import { rational, subtract, toNumber, type Rational } from '../timeline/rational.ts';
import { countFrames, placeClips, type ClipPlace } from '../timeline/time-model.ts';
import { checkClips } from './check-clips.ts';
import { chooseFormat, type FormatChoice, type UsedSource } from './choose-format.ts';
import type { PictureIndex, SoundIndex, SourceFacts } from './facts.ts';
import { findCopyPoints } from './find-copies.ts';
import { isConstantRate } from './is-constant-rate.ts';
import { findMixed } from './keep-apart.ts';
import { isWorthSplicing } from './is-worth-splicing.ts';
import { explainHdr } from './hdr.ts';
import { explainPictures, type CopyableSource } from './explain-picture.ts';
import { explainSound } from './explain-sound.ts';
import { planSound } from './plan-sound.ts';
import { planStats } from './plan-stats.ts';
import { PLANNER_VERSION, type ExportPlan, type Span, type Treatment } from './plan.ts';
import { keyframeOrdinals, tileClip } from './tile-clip.ts';
import { treatPicture } from './treat-picture.ts';
import { warnOfCutStarts } from './warn-of-cut-starts.ts';
import { nameOf, warningsOf } from './warn-of-ends.ts';

/** All that is known of one source that the edit uses. */
export interface KnownSource {
  readonly facts: SourceFacts;
  readonly index: PictureIndex;
  /** Its packets of sound, where they can be copied. */
  readonly sound?: SoundIndex | undefined;
}

/** What may not be copied, because a build in which it was did not pass its check. */
export interface Withheld {
  /** Clips of which no pictures are copied. */
  readonly encodedClips: ReadonlySet<number>;
  /** No packets of sound are copied. */
  readonly isSoundEncoded: boolean;
}

export interface PlanInput extends Partial<Withheld> {
  readonly edl: Edl;
  readonly request: RenditionRequest;
  /** By source index; undefined for sources that no clip uses. */
  readonly sources: readonly (KnownSource | undefined)[];
}

export type PlanResult =
  | { readonly isOk: true; readonly plan: ExportPlan }
  | { readonly isOk: false; readonly problems: readonly Problem[] };

/** Encoded spans are cut into pieces of about this many seconds, so that they can run side by side and be resumed. */
const maxEncodeSeconds = 16;

/** Decides everything about an export and touches nothing. */
export function planExport(input: PlanInput): PlanResult {
  const problems = checkClips(input);
  if (problems.length > 0) return { isOk: false, problems };
  const used = usedSources(input);
  const first = decide(input, chooseFormat(input.request, used));
  const mixed = findMixed(first.spans, input.sources);
  const decisions = mixed.size === 0 ? first : decide(input, chooseFormat(input.request, used, mixed));
  if (decisions.frames === 0) return { isOk: false, problems: [emptyOutput(decisions.choice.format.rate)] };
  return { isOk: true, plan: assemble(input, decisions) };
}

function decide(input: PlanInput, choice: FormatChoice): Decisions {
  const places = placeClips(input.edl.clips, choice.format.rate);
  const frames = countFrames(places);
  if (frames === 0) return { choice, places, frames, spans: [] };
  const copying = tileClips(input, choice, places);
  const { copiedFrames } = planStats(copying);
  const isSpliced = copiedFrames > 0 && isWorthSplicing(copiedFrames, frames);
  const spans = isSpliced || copiedFrames === 0 ? copying : tileClips(input, withoutCopies(choice), places);
  return { choice, places, frames, spans };
}

interface Decisions {
  readonly choice: FormatChoice;
  readonly places: readonly ClipPlace[];
  readonly frames: number;
  readonly spans: readonly Span[];
}

function assemble(input: PlanInput, { choice, places, frames, spans }: Decisions): ExportPlan {
  const { format } = choice;
  const reasons = [
    ...choice.reasons,
    ...explainPictures(spans, copyableSources(input, choice), input.encodedClips),
    ...explainHdr(spans, copyableSources(input, choice)),
  ];
  const mayCopy =
    input.isSoundEncoded !== true && input.request.codec === 'copy' && input.request.format === 'mp4';
  const soundIndexes = mayCopy ? input.sources.map((source) => source?.sound) : [];
  const audio = input.request.includeAudio
    ? planSound(soundIndexes, {
        edl: input.edl,
        places,
        facts: input.sources.map((source) => source?.facts),
        frames,
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

function tileClips(input: PlanInput, choice: FormatChoice, places: readonly ClipPlace[]): Span[] {
  const { rate, width, height } = choice.format;
  const tools = input.sources.map((source, index) => {
    if (!source) return undefined;
    const mayCopy = choice.copyable.has(index);
    return {
      keyframes: keyframeOrdinals(source.index),
      copyPoints: mayCopy ? findCopyPoints(source.index) : undefined,
    };
  });
  return places.flatMap((place, clip) => {
    const number = input.edl.clips[clip]?.source ?? 0;
    const source = input.sources[number];
    const tool = tools[number];
    if (!source || !tool) return [];
    return tileClip({
      clip,
      source: number,
      place,
      rate,
      frames: readFrames(place, source.index.timing, rate),
      index: source.index,
      keyframes: tool.keyframes,
      copyPoints: input.encodedClips?.has(clip) === true ? undefined : tool.copyPoints,
      pixels: width * height,
      maxEncodeFrames: Math.max(1, Math.round(maxEncodeSeconds * toNumber(rate))),
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
    if (!source) return [];
    const { video } = source.facts;
    const rate = isConstantRate(source.index.timing, video.rate) ? video.rate : input.request.rate;
    return [
      {
        index,
        name: nameOf(input.edl, index),
        facts: { ...source.facts, video: { ...video, rate } },
        seconds: secondsUsed(input.edl.clips, index),
      },
    ];
  });
}

function secondsUsed(clips: readonly Clip[], source: number): number {
  return clips
    .filter((clip) => clip.source === source)
    .reduce((sum, clip) => sum + toNumber(subtract(clip.outPoint, clip.inPoint)), 0);
}

function emptyOutput(rate: Rational): Problem {
  const seconds = toNumber(rational(rate.den, rate.num));
  return {
    code: 'EMPTY_OUTPUT',
    message: `All clips together are shorter than one frame (${(1000 * seconds).toFixed(1)} ms), so there is nothing to export.`,
    hint: 'Make a clip longer, or choose a higher frame rate.',
  };
}
