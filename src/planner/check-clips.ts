import { configLimits } from '../contract/config/config-limits.ts';
import type { Problem } from '../contract/problems.ts';
import { outPointOf, type Clip, type ClipView, type Edl } from '../timeline/edl.ts';
import { add, zero } from '../timeline/rational.ts';
import { isOutside } from './sound/plan-audio.ts';
import type { PlanInput } from './plan/plan-input.ts';
import { describeSeconds, nameOf, numberOf } from './warnings/warn-of-ends.ts';

/** The clips that lie outside their sources though nobody said that they may; as many as one answer lists. */
export function checkClips(input: PlanInput): Problem[] {
  const problems: Problem[] = [];
  let begin = zero;
  for (const [index, clip] of input.edl.clips.entries()) {
    if (problems.length === configLimits.issues) break;
    for (const view of clip.mayBeBlack === true ? [] : clip.views) {
      const facts = input.sources[view.source]?.facts;
      if (!facts || !isOutside(view, clip.duration, facts.end)) continue;
      const name = nameOf(input.edl, view.source);
      const number = numberOf(clip, index);
      const where = { number, name, begin: describeSeconds(begin), key: input.edl.clipsAre };
      problems.push(outside({ clip, view }, where, describeSeconds(facts.end)));
    }
    begin = add(begin, clip.duration);
  }
  return problems;
}

interface Where {
  readonly number: number;
  readonly name: string;
  /** When the clip begins in the programme. */
  readonly begin: string;
  /** What the config calls its clips. */
  readonly key: Edl['clipsAre'];
}

function outside(
  { clip, view }: { readonly clip: Clip; readonly view: ClipView },
  { number, name, begin, key }: Where,
  length: string,
): Problem {
  const range = `${describeSeconds(view.inPoint)} to ${describeSeconds(outPointOf(view, clip.duration))}`;
  return {
    code: 'CLIP_OUTSIDE_SOURCE',
    message: `Clip ${number}, at ${begin} of the programme, lies outside ${name}, which lasts ${length}: it asks for ${range}.`,
    hint: key
      ? 'Show another angle there, move the shot inside the recording, or remove it.'
      : 'Move the clip inside its source or remove it; with "outside": "black" it is black and silent.',
    issues: [
      {
        path: `${key ?? 'segments'}[${number - 1}]`,
        message: `lies outside its source, which lasts ${length}`,
      },
    ],
  };
}
