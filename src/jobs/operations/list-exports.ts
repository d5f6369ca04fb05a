import { splitOwnedId } from '../../contract/owned-name.ts';
import { ProblemError } from '../../contract/problems.ts';
import { lowerBoundBy } from '../../shared/sorted-list.ts';
import type { JobEntry } from '../state/job-entry.ts';
import type { ExportPage, ExportQuery } from '../ports.ts';
import type { JobTable } from '../state/job-table.ts';

/** A page of the exports, newest first. The cursor is the order of the last one given: it holds over restarts. */
export function listExports(table: JobTable, query: ExportQuery): ExportPage {
  const { limit, cursor } = query;
  const entries = table.entries();
  const found: JobEntry[] = [];
  for (let index = endOf(entries, cursor) - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry === undefined || !isMeant(entry, query)) continue;
    if (found.length === Math.max(1, limit)) return pageOf(table, found, true);
    found.push(entry);
  }
  return pageOf(table, found, false);
}

function isMeant({ record }: JobEntry, { states, among, search }: ExportQuery): boolean {
  if (states !== undefined && !states.includes(record.status)) return false;
  if (among !== undefined && !among(record.jobId)) return false;
  return search === undefined || isFound(record, search.trim().toLowerCase());
}

function isFound({ projectName, jobId }: JobEntry['record'], wanted: string): boolean {
  const { name } = splitOwnedId(jobId);
  return projectName.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted);
}

function endOf(entries: readonly JobEntry[], cursor: string | undefined): number {
  if (cursor === undefined) return entries.length;
  if (/^\d{1,15}$/.test(cursor)) return lowerBoundBy(entries, Number(cursor), (entry) => entry.record.order);
  throw new ProblemError({
    code: 'NOT_FOUND',
    message: 'The list of exports has no such page.',
    hint: 'Give back the `nextCursor` of the page before, or none for the first page.',
  });
}

function pageOf(table: JobTable, found: readonly JobEntry[], hasMore: boolean): ExportPage {
  const exports = found.map((entry) => table.statusOf(entry));
  const last = found.at(-1);
  return hasMore && last !== undefined ? { exports, nextCursor: String(last.record.order) } : { exports };
}
