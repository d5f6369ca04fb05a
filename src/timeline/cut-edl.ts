import {
  edlDuration,
  type Caption,
  type Chapter,
  type Clip,
  type ClipPassing,
  type Edl,
  type HeardClip,
  type Voice,
} from './edl.ts';
import { add, isLess, maximum, minimum, multiply, subtract, zero, type Rational } from './rational.ts';

/** A stretch of the programme, in its seconds; half open. */
interface Cut {
  readonly from: Rational;
  readonly to: Rational;
}

/**
 * The edit of a stretch of the programme: what is seen and heard at an instant *t* of it is what the whole edit has at
 * `from + t`, of transitions whose cut lies outside, too. Overlays, titles and fades that have begun before keep their own
 * begin, which is negative then.
 */
export function cutEdl(edl: Edl, range: Cut): Edl {
  const { overlays, titles, chapters } = edl;
  const cut = { from: maximum(zero, range.from), to: minimum(edlDuration(edl), range.to) };
  const clips = edl.clips.map((clip, i): Clip => ({ ...clip, number: clip.number ?? i + 1 }));
  return {
    ...edl,
    clips: pieces(clips, cut).map((piece) => cutClip(piece, clips)),
    voices: edl.voices.map((voice) => cutVoice(voice, cut)),
    ...(overlays && { overlays: shifted(overlays, cut) }),
    ...(titles && { titles: shifted(titles, cut) }),
    ...(chapters && { chapters: cutChapters(chapters, cut) }),
  };
}

/** Captions of a stretch of the programme, in its own time. */
export function cutCaptions(captions: readonly Caption[], { from, to }: Cut): Caption[] {
  return shifted(captions, { from, to }).map((caption) => ({
    ...caption,
    from: maximum(zero, caption.from),
    to: minimum(caption.to, subtract(to, from)),
  }));
}

interface Piece<Part> {
  /** With what is left of its duration. */
  readonly part: Part;
  /** Seconds of the programme that are missing at its begin. */
  readonly skipped: Rational;
  /** Its place in the whole. */
  readonly index: number;
  /** Nothing follows it in the stretch. */
  readonly isLast: boolean;
}

/** What lies within the stretch, of parts that follow one another from the start of the programme. */
function pieces<Part extends { readonly duration: Rational }>(
  parts: readonly Part[],
  { from, to }: Cut,
): Piece<Part>[] {
  const found: Piece<Part>[] = [];
  let begin = zero;
  for (const [index, part] of parts.entries()) {
    const end = add(begin, part.duration);
    const first = maximum(begin, from);
    const last = minimum(end, to);
    if (isLess(first, last)) {
      found.push({
        part: { ...part, duration: subtract(last, first) },
        skipped: subtract(first, begin),
        index,
        isLast: !isLess(last, to),
      });
    }
    begin = end;
  }
  return found;
}

function cutClip({ part, skipped, index, isLast }: Piece<Clip>, clips: readonly Clip[]): Clip {
  const { transition: _, ...clip } = part;
  const passings = [
    ...passingsInto(clips, index, subtract(zero, skipped)),
    ...(isLast ? passingsInto(clips, index + 1, subtract(clips[index]?.duration ?? zero, skipped)) : []),
  ];
  return {
    ...clip,
    views: clip.views.map((view) => moved(view, skipped)),
    ...(passings.length > 0 && { passings }),
  };
}

/** The passing into a clip of an edit, if there is one, with its cut at that second of the clip that is to have it. */
export function passingsInto(clips: readonly Clip[], index: number, cut: Rational): readonly ClipPassing[] {
  const [before, into] = [clips[index - 1], clips[index]];
  return into?.transition && before ? [{ ...into.transition, cut, before, into }] : [];
}

function cutVoice(voice: Voice, cut: Cut): Voice {
  const isFading = voice.fadeIn !== undefined || voice.fadeOut !== undefined;
  const span = isFading ? (voice.fadeSpan ?? playedSpan(voice.clips)) : undefined;
  return {
    ...voice,
    clips: pieces(voice.clips, cut).map(({ part, skipped }) => moved(part, skipped)),
    ...(span && { fadeSpan: { from: subtract(span.from, cut.from), to: subtract(span.to, cut.from) } }),
  };
}

/** From the first to the last instant at which a voice plays anything. */
function playedSpan(clips: readonly HeardClip[]): Cut | undefined {
  let end = zero;
  let from: Rational | undefined;
  let to = zero;
  for (const { source, duration } of clips) {
    const begin = end;
    end = add(end, duration);
    if (source === undefined) continue;
    from ??= begin;
    to = end;
  }
  return from && { from, to };
}

/** What is left when so many seconds of the programme are missing at its begin. */
function moved<Part extends { readonly inPoint: Rational; readonly speed?: Rational }>(
  part: Part,
  skipped: Rational,
): Part {
  return { ...part, inPoint: add(part.inPoint, part.speed ? multiply(skipped, part.speed) : skipped) };
}

function shifted<Part extends Cut>(parts: readonly Part[], { from, to }: Cut): Part[] {
  return parts
    .filter((part) => isLess(part.from, to) && isLess(from, part.to))
    .map((part) => ({ ...part, from: subtract(part.from, from), to: subtract(part.to, from) }));
}

/** The chapter under way at the begin of the stretch begins it. */
function cutChapters(chapters: readonly Chapter[], { from, to }: Cut): Chapter[] {
  return chapters.flatMap(({ time, title }, i) => {
    const next = chapters[i + 1]?.time;
    const isOver = next !== undefined && !isLess(from, next);
    if (isOver || !isLess(time, to)) return [];
    return [{ title, time: subtract(maximum(time, from), from) }];
  });
}
