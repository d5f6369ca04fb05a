import { configLimits } from '../../config/config-limits.ts';
import { isFields, itemsOf, type CrossIssue } from '../../config/loose-fields.ts';
import { namesOfConfig, namingIssues } from './names-of-config.ts';
import { outputIssuesOf } from './output-checks.ts';
import { programmeIssues, programmeSeconds } from './programme-checks.ts';
import { stretchIssues } from './stretch-checks.ts';

/**
 * Everything that no part of a config can know alone. Reads what it can of a config of any shape, so that
 * one missing key does not hide what else is wrong.
 */
export function* crossIssuesOfV2(input: unknown): Generator<CrossIssue> {
  if (!isFields(input)) return;
  const names = namesOfConfig(input);
  const seconds = programmeSeconds(input);
  yield* namingIssues(input, names);
  yield* programmeIssues(input, names);
  yield* stretchIssues(input, names, seconds);
  yield* outputIssuesOf({ config: input, names, seconds });
  let files = 0;
  for (const [, angle] of itemsOf(input['angles']))
    files += Array.isArray(angle['files']) ? angle['files'].length : 0;
  if (files > configLimits.angleFiles) {
    yield {
      path: ['angles'],
      message: `must name at most ${configLimits.angleFiles} files together, and name ${files}`,
    };
  }
}
