import type { JobRecord } from '../../jobs/state/job-record.ts';

/** Where an export stands in the line that Redis keeps: scores ascend in order of the turns. */
export interface LinePlace {
  /** Empty for one that does not wait. */
  readonly score: string;
  /** The order comes first: it decides among equals, who are sorted as texts. */
  readonly member: string;
}

/**
 * Priority in the upper bits, milliseconds of fair time in the lower 47 of the 53 that a double holds exactly: that is
 * 4,000 years of work.
 */
export function linePlaceOf({ jobId, order, status, priority, startTag }: JobRecord): LinePlace {
  const member = `${String(order).padStart(15, '0')}:${jobId}`;
  if (status !== 'pending') return { score: '', member };
  return { score: String((10 - priority) * 2 ** 47 + Math.round(startTag * 1000)), member };
}
