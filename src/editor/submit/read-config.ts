import { parseConfig, type ConfigIssue, type ExportConfigInput } from '../../client/contract.ts';

import { otherThanVideo } from '../../contract/footage/footage-kinds.ts';

/** Why a config was not taken, as the page shows it. */
export interface ConfigRefusal {
  readonly fileName: string;
  readonly message: string;
  readonly hint?: string;
  readonly issues: readonly ConfigIssue[];
  /** The config itself where only its id stands in the way. */
  readonly takenId?: ExportConfigInput;
}

export type ReadConfig =
  | { readonly isOk: true; readonly config: ExportConfigInput }
  | { readonly isOk: false; readonly refusal: ConfigRefusal };

/** Nobody's cut list is larger, in bytes; a film dropped by mistake is. */
const longestConfig = 32 * 1024 * 1024;

/** A dropped or picked file as a config, checked by the schema that the server checks it with. */
export async function readDroppedConfig(file: File): Promise<ReadConfig> {
  const refusal = /\.(json|txt)$/i.test(file.name) ? undefined : otherThanVideo(file.name, file.type);
  if (refusal !== undefined) {
    return refuse(file.name, {
      message: refusal,
      hint: 'Drop videos to begin a project, or the JSON that your editor exports.',
    });
  }
  if (file.size > longestConfig) {
    return refuse(file.name, {
      message: 'This file is too large to be an export config.',
      hint: 'Drop the JSON that your editor exports. Footage belongs in the source library.',
    });
  }
  return readConfigText(file.name, await file.text());
}

export function readConfigText(fileName: string, text: string): ReadConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(fileName, {
      message: 'This file is not valid JSON.',
      hint: whereJsonBreaks(text, error) ?? 'Drop the JSON that your editor exports.',
    });
  }
  const parsed = parseConfig(value);
  if (parsed.isOk) return { isOk: true, config: parsed.config };
  const { issues = [], hint } = parsed.problem;
  return refuse(fileName, {
    message:
      issues.length === 1
        ? 'One thing in this config is not right.'
        : `${issues.length} things in this config are not right.`,
    issues,
    ...(hint !== undefined && { hint }),
  });
}

function refuse(fileName: string, why: Partial<ConfigRefusal> & { readonly message: string }): ReadConfig {
  return { isOk: false, refusal: { fileName, issues: [], ...why } };
}

/** `It breaks off at line 4, column 12.` where the engine tells the position. */
function whereJsonBreaks(text: string, error: unknown): string | undefined {
  const told = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  if (told === undefined) return undefined;
  const before = text.slice(0, Number(told)).split('\n');
  return `It stops making sense at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`;
}
