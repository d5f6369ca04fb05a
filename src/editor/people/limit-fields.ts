import type { UserLimits } from '../../contract/user-limits.ts';

/** A limit as a person writes it: a number of `unit`, or nothing for none. */
export interface LimitField {
  readonly name: keyof UserLimits;
  readonly label: string;
  /** As many of the server's own units. */
  readonly unit: number;
  readonly least: number;
}

const megabyte = 1_000_000;

export const limitFields: readonly LimitField[] = [
  { name: 'waitingExports', label: 'Exports that wait', unit: 1, least: 0 },
  { name: 'runningExports', label: 'Exports that render at once', unit: 1, least: 1 },
  { name: 'storedBytes', label: 'Stored, in MB', unit: megabyte, least: 0 },
  { name: 'uploadBytes', label: 'Biggest upload, in MB', unit: megabyte, least: 0 },
  { name: 'programmeSeconds', label: 'Longest programme, in minutes', unit: 60, least: 0 },
  { name: 'retentionHours', label: 'Finished exports are kept, in hours', unit: 1, least: 1 },
];

export type LimitTexts = Readonly<Record<keyof UserLimits, string>>;

export function limitTexts(limits: UserLimits): LimitTexts {
  const texts = limitFields.map(({ name, unit }) => {
    const value = limits[name];
    return [name, value === null ? '' : String(Number((value / unit).toFixed(3)))];
  });
  return Object.fromEntries(texts) as LimitTexts;
}

/** Back again; a field that was not touched keeps its limit to the last byte. */
export function limitsFrom(texts: LimitTexts, before: UserLimits): UserLimits {
  const untouched = limitTexts(before);
  const limits = limitFields.map(({ name, unit, least }) => {
    const text = texts[name].trim();
    if (text === untouched[name]) return [name, before[name]];
    return [name, text === '' ? null : Math.max(least * unit, Math.round(Number(text) * unit))];
  });
  return Object.fromEntries(limits) as UserLimits;
}
