import type { CutOrder } from '../../autocut/cut-task.ts';
import type { ConfigV1Input } from '../../contract/config/config-v1.ts';
import type { Angle } from '../../contract/project-angle.ts';
import type { Rendition } from '../../contract/project.ts';
import type { SuggestedCuts } from '../../contract/cutting/suggest-cuts.ts';
import { clockText, countText } from './progress-text.ts';
import { configOfProject } from './project-config.ts';

/** Longer cut lists show their start; `--json` has all of it. */
const mostShots = 40;

/** A first cut as a person wants to read it. */
export function cutText(
  { shots, angles, speakers, warnings }: SuggestedCuts,
  out: string | undefined,
): string {
  const lines = shots.slice(0, mostShots).map(({ angleId, from, to, why }) => {
    const length = `${(to - from).toFixed(1)} s`.padStart(9);
    return `  ${clockText(from).padStart(9)} ${length}  ${angleId}  (${why})`;
  });
  const more = shots.length - lines.length;
  return [
    `${countText(shots.length)} shots`,
    ...speakers.map(({ id, spokenSeconds }) => `  ${id} speaks for ${clockText(spokenSeconds)}`),
    ...angles.map(
      ({ id, shows, isGuessed }) =>
        `  ${id} shows ${shows === 'wide' ? 'everybody' : shows.join(' and ')}${isGuessed ? ' (guessed)' : ''}`,
    ),
    ...warnings.map((sentence) => `  warning: ${sentence}`),
    '',
    ...lines,
    ...(more > 0 ? [`  … and ${countText(more)} more shots (--json lists them all)`] : []),
    '',
    out === undefined
      ? 'Nothing was written; --out cut.json writes a config for `cutroom export`.'
      : `Written: ${out}. Render it with \`cutroom export ${out}\`.`,
  ].join('\n');
}

/** The cut as an export config, version 1. */
export function configOfCuts(
  { take }: CutOrder,
  { shots }: SuggestedCuts,
  rendition: Rendition,
): ConfigV1Input {
  const angles = take.angles.map(({ id, filePath, offsetSeconds, driftPpm }): Angle => ({
    ...{ id, name: id, filePath, offsetSeconds, driftPpm, sync: 'none' },
  }));
  const stretches = shots.map(({ angleId, from, to }) => ({
    angleId,
    start: from,
    end: to,
    isSilent: false,
  }));
  return configOfProject({ name: 'First cut', angles, stretches, rendition }, 'first-cut');
}
