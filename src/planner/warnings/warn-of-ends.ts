import { warnOfSound } from './warn-of-sound.ts';
import type { Warning } from '../../contract/exports/status.ts';
import { outPointOf, type Clip, type Edl, type ClipView } from '../../timeline/edl.ts';
import {
  add,
  isLess,
  multiply,
  rational,
  subtract,
  toNumber,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import { allowanceOf } from '../../timeline/time-model.ts';
import type { SourceFacts } from '../facts/facts.ts';
import { isOutside } from '../sound/plan-audio.ts';
import { soundsOf, type PlanInput } from '../plan/plan-input.ts';

/** What of the clips is black or silent because their sources have nothing there. `rate` is that of the output. */
export function warningsOf(input: PlanInput, rate: Rational): Warning[] {
  const warnings: Warning[] = [];
  let more = 0;
  input.edl.clips.forEach((clip, index) => {
    const own = clip.views.flatMap((view) => {
      const facts = input.sources[view.source]?.facts;
      const name = nameOf(input.edl, view.source);
      return facts ? warnOfEnds({ clip, view, number: numberOf(clip, index), facts, name, rate }) : [];
    });
    if (warnings.length < mostWarnings) warnings.push(...own);
    else if (own.length > 0) more++;
  });
  if (more > 0) warnings.push(moreWarnings(more));
  return [...warnings, ...(input.request.includeAudio ? warnOfTracks(input) : [])];
}

/** Every event of an export carries its warnings: a thousand sentences of one kind tell nobody more than these. */
const mostWarnings = 100;

function moreWarnings(clips: number): Warning {
  const subject = clips === 1 ? 'Another clip reaches' : `${clips.toLocaleString('en')} more clips reach`;
  return {
    code: 'PAST_SOURCE',
    message: `${subject} outside their sources; those parts are black and silent.`,
  };
}

interface ClipInSource {
  readonly clip: Clip;
  readonly view: ClipView;
  readonly number: number;
  readonly facts: SourceFacts;
  readonly name: string;
  readonly rate: Rational;
}

function warnOfEnds({ clip, view, number, facts, name, rate }: ClipInSource): Warning[] {
  const warnings: Warning[] = [];
  const allowance = allowanceOf(rate);
  if (isOutside(view, clip.duration, facts.end)) {
    const message = `Clip ${number} lies outside ${name}; it is black and silent.`;
    return [{ code: 'OUTSIDE_SOURCE', message }];
  }
  const warn = (code: string, seconds: Rational, where: string) =>
    warnings.push({
      code,
      message: `Clip ${number} reaches ${describeSeconds(seconds)} ${where} of ${name}; that part is black and silent.`,
    });
  if (isLess(view.inPoint, subtract(zero, allowance))) {
    warn('BEFORE_SOURCE', subtract(zero, view.inPoint), 'before the beginning');
  }
  const outPoint = outPointOf(view, clip.duration);
  if (isLess(add(facts.end, allowance), outPoint)) {
    warn('PAST_SOURCE', subtract(outPoint, facts.end), 'past the end');
  }
  return warnings;
}

function warnOfTracks(input: PlanInput): Warning[] {
  return soundsOf(input).flatMap((source, index) => {
    const isHeard = input.edl.voices.some(({ clips }) => clips.some((clip) => clip.source === index));
    return source && isHeard ? warnOfSound(source.facts, nameOf(input.edl, index)) : [];
  });
}

/** What people count a clip as. */
export function numberOf({ number }: Clip, index: number): number {
  return number ?? index + 1;
}

/** What people call a source. */
export function nameOf(edl: Edl, index: number): string {
  const source = edl.sources[index];
  return source ? source.name || source.path : `source ${index + 1}`;
}

/** `12.48 s` */
export function describeSeconds(value: Rational): string {
  return `${Number(toNumber(multiply(value, rational(1))).toFixed(3))} s`;
}
