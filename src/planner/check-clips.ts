import { configLimits } from '../contract/config-limits.ts';
import type { Problem } from '../contract/problems.ts';
import type { Clip } from '../timeline/edl.ts';
import { add, subtract, zero } from '../timeline/rational.ts';
import { isOutside } from './plan-audio.ts';
import type { PlanInput } from './plan-export.ts';
import { describeSeconds, nameOf } from './warn-of-ends.ts';

/** The clips that lie outside their sources though nobody said that they may; as many as one answer lists. */
export function checkClips(input: PlanInput): Problem[] {
  const problems: Problem[] = [];
  let begin = zero;
  for (const [index, clip] of input.edl.clips.entries()) {
    if (problems.length === configLimits.issues) break;
    const facts = input.sources[clip.source]?.facts;
    if (facts && clip.mayBeBlack !== true && isOutside(clip, facts.end)) {
      const where = { index, name: nameOf(input.edl, clip.source), begin: describeSeconds(begin) };
      problems.push(outside(clip, where, describeSeconds(facts.end)));
    }
    begin = add(begin, subtract(clip.outPoint, clip.inPoint));
  }
  return problems;
}

interface Where {
  readonly index: number;
  readonly name: string;
  /** When the clip begins in the programme. */
  readonly begin: string;
}

function outside(clip: Clip, { index, name, begin }: Where, length: string): Problem {
  const range = `${describeSeconds(clip.inPoint)} to ${describeSeconds(clip.outPoint)}`;
  return {
    code: 'CLIP_OUTSIDE_SOURCE',
    message: `Clip ${index + 1}, at ${begin} of the programme, lies outside ${name}, which lasts ${length}: it asks for ${range}.`,
    hint: 'Move the clip inside its source or remove it; with "outside": "black" it is black and silent.',
    issues: [{ path: `segments[${index}]`, message: `lies outside its source, which lasts ${length}` }],
  };
}
