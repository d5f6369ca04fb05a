import { describeOutcome } from '../../children/child-problems.ts';
import { endingOf, type ChildEnd } from '../../children/child-work.ts';
import type { Log } from '../log.ts';
import type { Metrics } from './metrics.ts';

/** Counts a child that has ended, and writes down what it was and how it ended. */
export function noteChild(end: ChildEnd, { hooks }: Pick<Metrics, 'hooks'>, log: Log): void {
  hooks.onChildEnded(endingOf(end));
  const { label, program, outcome } = end;
  const durationMs = Math.round(outcome.durationMs);
  log.debug({ child: label, program, outcome: describeOutcome(outcome), durationMs }, 'a child ended');
}
