import type { CutKnobs } from '../contract/cutting/cut-knobs.ts';
import type { Utterance } from './find-speech.ts';
import type { TakePart } from './lay-tracks.ts';

/** What the rules would show, whatever the cameras can: somebody, everybody, or some who talk over each other. */
export type Subject =
  | { readonly kind: 'speaker'; readonly speaker: number }
  | { readonly kind: 'several'; readonly speakers: readonly number[] }
  | { readonly kind: 'wide' };

/** A stretch of the take, in seconds, and what the rules want to see in it. */
export interface Wish extends TakePart {
  readonly subject: Subject;
  /** Nobody speaks: what is shown matters less. */
  readonly isPause: boolean;
}

/** A stretch in which the same people speak. */
interface Moment extends TakePart {
  readonly speaking: readonly Utterance[];
}

/**
 * The rules by which editors cut a talk, as wishes that fill `part` without gaps. Shot lengths and cameras are not
 * looked at yet.
 */
export function findWishes(
  utterances: readonly Utterance[],
  knobs: CutKnobs,
  part: TakePart,
): readonly Wish[] {
  const heard = utterances.filter(({ from, to }) => to - from >= knobs.backChannelSeconds);
  const moments = momentsOf(heard, part);
  const wishes: Wish[] = [];
  let subject: Subject = firstSubject(heard);
  moments.forEach((moment, index) => {
    const wanted = wantedIn(moments, index, { subject, knobs });
    const previous = wishes.at(-1);
    const isCut = previous !== undefined && !isSameSubject(wanted, subject);
    const from = isCut ? Math.max(moment.from - leadOf(heard, moment, knobs), previous.from) : moment.from;
    if (isCut) wishes[wishes.length - 1] = { ...previous, to: from };
    wishes.push({ from, to: moment.to, subject: wanted, isPause: moment.speaking.length === 0 });
    subject = wanted;
  });
  return wishes.filter(({ from, to }) => to > from).map((wish) => shyOf(wish, knobs, wishes));
}

/** Before anybody has spoken, who will; with nobody at all, everybody. */
function firstSubject(heard: readonly Utterance[]): Subject {
  const [first] = heard;
  return first ? { kind: 'speaker', speaker: first.speaker } : { kind: 'wide' };
}

function momentsOf(heard: readonly Utterance[], part: TakePart): readonly Moment[] {
  const edges = [part.from, part.to, ...heard.flatMap(({ from, to }) => [from, to])]
    .filter((edge) => edge >= part.from && edge <= part.to)
    .sort((a, b) => a - b);
  const moments: Moment[] = [];
  let speaking: readonly Utterance[] = [];
  let next = 0;
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const [from = 0, to = 0] = [edges[i], edges[i + 1]];
    if (to <= from) continue;
    speaking = speaking.filter((utterance) => utterance.to > from);
    for (; (heard[next]?.from ?? Infinity) <= from; next += 1) {
      const begun = heard[next];
      if (begun && begun.to > from) speaking = [...speaking, begun];
    }
    moments.push({ from, to, speaking });
  }
  return moments;
}

/** What is wanted in one moment, given what was shown before it. */
function wantedIn(
  moments: readonly Moment[],
  index: number,
  { subject, knobs }: { subject: Subject; knobs: CutKnobs },
): Subject {
  const moment = moments[index];
  const [only, second] = moment?.speaking ?? [];
  if (!moment || !only) return duringPause(moments[index], subject, knobs);
  if (second) return duringOverlap(moments, index, { subject, knobs });
  const clash = moments[index + 1];
  const isAboutToCollide =
    moment.from === only.from &&
    clash !== undefined &&
    clash.speaking.length > 1 &&
    clash.from - only.from < knobs.collisionSeconds;
  if (isAboutToCollide && overlapFrom(moments, index + 1).seconds <= knobs.crossTalkSeconds) return subject;
  return { kind: 'speaker', speaker: only.speaker };
}

function duringPause(moment: Moment | undefined, subject: Subject, knobs: CutKnobs): Subject {
  const seconds = moment ? moment.to - moment.from : 0;
  if (knobs.silence === 'wide' && seconds > knobs.silenceSeconds) return { kind: 'wide' };
  return subject;
}

/** Talk over talk that lasts is shown as the knob says; a short one belongs to who has the floor after it. */
function duringOverlap(
  moments: readonly Moment[],
  index: number,
  { subject, knobs }: { subject: Subject; knobs: CutKnobs },
): Subject {
  const overlap = overlapFrom(moments, index);
  if (overlap.seconds > knobs.crossTalkSeconds && knobs.crossTalk !== 'hold') {
    return knobs.crossTalk === 'wide' ? { kind: 'wide' } : { kind: 'several', speakers: overlap.speakers };
  }
  const speaking = moments[index]?.speaking ?? [];
  const starts = speaking.map(({ from }) => from);
  const isCollision = Math.max(...starts) - Math.min(...starts) < knobs.collisionSeconds;
  const after = moments[overlap.end]?.speaking ?? [];
  const [winner] = after;
  const isTakenOver =
    after.length === 1 && winner && speaking.some(({ speaker }) => speaker === winner.speaker);
  if (isCollision || !isTakenOver) return subject;
  return { kind: 'speaker', speaker: winner.speaker };
}

/** The whole stretch of talk over talk around a moment: how long it is, who is in it, and which moment follows. */
function overlapFrom(
  moments: readonly Moment[],
  index: number,
): { seconds: number; end: number; speakers: readonly number[] } {
  let [start, end] = [index, index];
  while ((moments[start - 1]?.speaking.length ?? 0) > 1) start -= 1;
  while ((moments[end]?.speaking.length ?? 0) > 1) end += 1;
  const all = moments.slice(start, end);
  const speakers = new Set(all.flatMap(({ speaking }) => speaking.map(({ speaker }) => speaker)));
  const seconds = (all.at(-1)?.to ?? 0) - (all[0]?.from ?? 0);
  return { seconds, end, speakers: [...speakers].sort((a, b) => a - b) };
}

/** How early the cut into a moment may be: never before the last word of whoever spoke. */
function leadOf(heard: readonly Utterance[], moment: Moment, knobs: CutKnobs): number {
  const begins = moment.speaking.some(({ from }) => from === moment.from);
  if (!begins) return 0;
  const lastWord = heard.reduce(
    (last, { from, to }) => (from < moment.from ? Math.max(last, Math.min(to, moment.from)) : last),
    -Infinity,
  );
  return Math.min(knobs.leadSeconds, moment.from - lastWord);
}

/** Who speaks for a short time only is seen among all, where that is wanted. */
function shyOf(wish: Wish, { closeUpAfterSeconds }: CutKnobs, wishes: readonly Wish[]): Wish {
  if (closeUpAfterSeconds === 0 || wish.subject.kind !== 'speaker') return wish;
  const index = wishes.indexOf(wish);
  let [first, last] = [index, index];
  while (isSameSubject(wishes[first - 1]?.subject, wish.subject)) first -= 1;
  while (isSameSubject(wishes[last + 1]?.subject, wish.subject)) last += 1;
  const seconds = (wishes[last]?.to ?? 0) - (wishes[first]?.from ?? 0);
  return seconds >= closeUpAfterSeconds ? wish : { ...wish, subject: { kind: 'wide' } };
}

export function isSameSubject(a: Subject | undefined, b: Subject): boolean {
  if (a?.kind !== b.kind) return false;
  if (a.kind === 'speaker' && b.kind === 'speaker') return a.speaker === b.speaker;
  if (a.kind === 'several' && b.kind === 'several') return String(a.speakers) === String(b.speakers);
  return true;
}
