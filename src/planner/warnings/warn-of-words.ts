import type { Warning } from '../../contract/exports/status.ts';
import { lowerBound } from '../../shared/lower-bound.ts';
import {
  edlDuration,
  outPointOf,
  type Caption,
  type Clip,
  type Edl,
  type Title,
} from '../../timeline/edl.ts';
import { add, compare, isLess, toNumber, zero, type Rational } from '../../timeline/rational.ts';

/** So many sentences of one kind are read; what is more is counted. */
const mostTitles = 20;

/**
 * What an editor should know of the words of a programme: titles that stay on the screen over a cut, and captions that
 * begin after its end. `captions` in seconds of the whole programme, as `edl` is.
 */
export function warnOfWords(edl: Edl, captions: readonly Caption[]): Warning[] {
  return [...warnOfTitles(edl), ...warnOfCaptions(captions, edlDuration(edl))];
}

function warnOfTitles({ clips, titles = [] }: Edl): Warning[] {
  if (titles.length === 0) return [];
  const cuts = visibleCuts(clips);
  const late = titles.flatMap((title) => {
    const cut = cuts[lowerBound(cuts.length, (i) => isLess(title.from, cuts[i] ?? zero))];
    return cut && isLess(cut, title.to) ? [overCut(title, cut)] : [];
  });
  const more = late.length - mostTitles;
  if (more <= 0) return late;
  const subject = more === 1 ? 'Another title stays' : `${more} more titles stay`;
  return [
    ...late.slice(0, mostTitles),
    { code: 'TITLE_OVER_CUT', message: `${subject} on the screen over a cut.` },
  ];
}

function overCut({ text, from, to }: Title, cut: Rational): Warning {
  const [line = ''] = text.split('\n');
  const stretch = `${describeInstant(from)} to ${describeInstant(to)}`;
  return {
    code: 'TITLE_OVER_CUT',
    message: `The title ${JSON.stringify(line)} (${stretch}) is longer than its shot: it stays over the cut at ${describeInstant(cut)}.`,
  };
}

/** As the studio shows times: `4.5 s`, `1:04.2`; to a tenth of a second, which is enough to find the place. */
function describeInstant(value: Rational): string {
  const tenths = Math.round(toNumber(value) * 10);
  if (tenths < 600) return `${tenths / 10} s`;
  const [hours, minutes, seconds] = [
    Math.floor(tenths / 36_000),
    Math.floor(tenths / 600) % 60,
    (tenths % 600) / 10,
  ];
  const pad = (part: number) => (part < 10 ? `0${part}` : String(part));
  const clock = hours > 0 ? `${hours}:${pad(minutes)}` : String(minutes);
  return `${clock}:${pad(seconds)}`;
}

/** When another picture comes, in seconds of the programme. */
function visibleCuts(clips: readonly Clip[]): Rational[] {
  const cuts: Rational[] = [];
  let end = zero;
  clips.forEach((clip, i) => {
    const before = clips[i - 1];
    if (before && !runsOn(before, clip)) cuts.push(end);
    end = add(end, clip.duration);
  });
  return cuts;
}

/** Whether nobody sees that there are two clips. */
function runsOn(before: Clip, after: Clip): boolean {
  const [a] = before.views;
  const [b] = after.views;
  if (!a || !b || before.views.length > 1 || after.views.length > 1) return false;
  return a.source === b.source && compare(outPointOf(a, before.duration), b.inPoint) === 0;
}

function warnOfCaptions(captions: readonly Caption[], end: Rational): Warning[] {
  const late = captions.filter(({ from }) => !isLess(from, end));
  const [first] = late;
  if (!first) return [];
  const count = late.length === 1 ? 'One' : late.length.toLocaleString('en');
  const verbs = late.length === 1 ? 'begins' : 'begin';
  return [
    {
      code: 'CAPTIONS_PAST_END',
      message: `${count} of ${captions.length.toLocaleString('en')} captions ${verbs} after the programme ends (${describeInstant(end)}), at ${describeInstant(first.from)}, and will not be seen. Do they belong to this edit?`,
    },
  ];
}
