import { configLimits } from '../../config/config-limits.ts';
import { isFields, isNumber, itemsOf, type CrossIssue, type Fields } from '../../config/loose-fields.ts';
import { nameIssues, type NamesOfConfig } from './names-of-config.ts';

/** Length of the programme in seconds, for checks and words; undefined where there is none yet. */
export function programmeSeconds({ shots, multicam }: Fields): number | undefined {
  if (Array.isArray(shots)) {
    let seconds = 0;
    for (const [, shot] of itemsOf(shots)) seconds += secondsOf(shot) ?? 0;
    return seconds;
  }
  const range = isFields(multicam) ? multicam['range'] : undefined;
  return rangeSeconds(range);
}

/** What is wrong with shots, or with the range and the switch points that stand for them. */
export function* programmeIssues(config: Fields, names: NamesOfConfig): Generator<CrossIssue> {
  const { shots, multicam } = config;
  if (shots === undefined && multicam === undefined) yield { path: ['shots'], message: 'is missing' };
  if (shots !== undefined && multicam !== undefined) {
    yield { path: ['multicam'], message: 'must be left out where there are shots' };
  }
  yield* shotIssues(shots, names);
  yield* transitionIssues(shots);
  if (isFields(multicam)) yield* multicamIssues(multicam, names);
  if ((programmeSeconds(config) ?? 0) > configLimits.outputSeconds) {
    const path = shots === undefined ? ['multicam', 'range'] : ['shots'];
    yield {
      path,
      message: shots === undefined ? 'lasts longer than 24 hours' : 'together last longer than 24 hours',
    };
  }
}

function* shotIssues(shots: unknown, { angles, layouts, sources }: NamesOfConfig): Generator<CrossIssue> {
  for (const [index, { show, source, from, to }] of itemsOf(shots)) {
    const at = (key: string) => ['shots', index, key];
    if (show === undefined && source === undefined) yield { path: at('show'), message: 'is missing' };
    if (show !== undefined && source !== undefined) {
      yield { path: at('source'), message: 'must be left out where "show" says what is seen' };
    }
    yield* nameIssues(show, at('show'), { what: 'angle or layout', among: [angles, layouts] });
    yield* nameIssues(source, at('source'), { what: 'source', among: [sources] });
    if (isNumber(from) && isNumber(to) && to <= from) yield { path: at('to'), message: 'must be after from' };
  }
}

/** A transition takes half of its time from either shot, and no shot can give more than it has. */
function* transitionIssues(shots: unknown): Generator<CrossIssue> {
  const listed = [...itemsOf(shots)].map(([index, shot]) => ({
    index,
    seconds: secondsOf(shot),
    transition: transitionSeconds(shot),
  }));
  for (const [place, { index, seconds, transition }] of listed.entries()) {
    if (transition > 0 && place === 0) {
      yield { path: ['shots', index, 'transition'], message: 'must be left out: no shot comes before it' };
    }
    const needed = (transition + (listed[place + 1]?.transition ?? 0)) / 2;
    if (seconds === undefined || needed <= seconds + 1e-6) continue;
    const which = transition > 0 ? index : index + 1;
    yield {
      path: ['shots', which, 'transition', 'seconds'],
      message: `is too long: the transitions take ${needed.toFixed(2)} s of shot ${index + 1}, which has ${seconds.toFixed(2)} s`,
    };
  }
}

function transitionSeconds({ transition }: Fields): number {
  const seconds = isFields(transition) ? transition['seconds'] : undefined;
  return isNumber(seconds) ? seconds : 0;
}

function* multicamIssues(multicam: Fields, { angles, layouts }: NamesOfConfig): Generator<CrossIssue> {
  const { range, switchPoints } = multicam;
  if (Array.isArray(range) && rangeSeconds(range) === undefined && range.every(isNumber)) {
    yield { path: ['multicam', 'range'], message: 'must end after it begins' };
  }
  for (const [index, { angleId }] of itemsOf(switchPoints)) {
    const path = ['multicam', 'switchPoints', index, 'angleId'];
    yield* nameIssues(angleId, path, { what: 'angle or layout', among: [angles, layouts] });
  }
}

function secondsOf({ from, to }: Fields): number | undefined {
  return isNumber(from) && isNumber(to) && to > from ? to - from : undefined;
}

function rangeSeconds(range: unknown): number | undefined {
  if (!Array.isArray(range)) return undefined;
  const [from, to] = range as unknown[];
  return secondsOf({ from, to });
}
