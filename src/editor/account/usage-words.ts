import type { UsageView } from '../../contract/user-limits.ts';
import { formatBytes, formatCount } from '../words/numbers.ts';

/** One thing that is used, and how much of it may be. */
export interface UsageLine {
  readonly label: string;
  readonly used: string;
  /** `of 20`; undefined where there is no limit. */
  readonly allowed: string | undefined;
  /** 0..1 and above; undefined where there is no limit. */
  readonly fraction: number | undefined;
}

/** What is counted against a limit, with words for a person. */
export function usageLines({ used, limits }: UsageView): readonly UsageLine[] {
  return [
    line('Exports that wait', used.waitingExports, { allowed: limits.waitingExports, format: formatCount }),
    line('Exports that render', used.runningExports, { allowed: limits.runningExports, format: formatCount }),
    line('Stored', used.storedBytes, { allowed: limits.storedBytes, format: formatBytes }),
  ];
}

function line(
  label: string,
  used: number,
  { allowed, format }: { readonly allowed: number | null; readonly format: (value: number) => string },
): UsageLine {
  if (allowed === null) return { label, used: format(used), allowed: undefined, fraction: undefined };
  // A limit of nothing is full from the beginning.
  const fraction = allowed === 0 ? 1 : used / allowed;
  return { label, used: format(used), allowed: `of ${format(allowed)}`, fraction };
}

/** Limits of which nothing is used up. */
export function plainLimits({ limits }: UsageView): readonly (readonly [label: string, value: string])[] {
  const { uploadBytes, programmeSeconds, retentionHours } = limits;
  const plain = (value: number | null, format: (value: number) => string) =>
    value === null ? 'no limit' : format(value);
  return [
    ['Biggest upload', plain(uploadBytes, formatBytes)],
    ['Longest programme', plain(programmeSeconds, (seconds) => `${formatCount(seconds / 60)} minutes`)],
    [
      'Finished exports are kept',
      retentionHours === null ? 'until you remove them' : keptWords(retentionHours),
    ],
  ];
}

function keptWords(hours: number): string {
  return hours % 24 === 0 && hours > 48 ? `${formatCount(hours / 24)} days` : `${formatCount(hours)} hours`;
}
