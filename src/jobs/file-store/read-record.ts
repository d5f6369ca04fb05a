import { join } from 'node:path';
import { jobRecordSchema, recordVersion, type JobRecord } from '../state/job-record.ts';
import { maxRecordBytes, readSmallFile } from '../../disk/read-small-file.ts';
import { firstIssue, parseJson } from '../../shared/parse-json.ts';

export type ReadRecord =
  | { readonly isOk: true; readonly record: JobRecord }
  | {
      readonly isOk: false;
      readonly reason: string;
      /** Written by a later version: to be left exactly as it is. */
      readonly isFromTheFuture: boolean;
    };

/** Reads and checks the record in an export's folder. */
export function readRecord(folder: string, jobId: string): ReadRecord {
  const file = readSmallFile(join(folder, 'status.json'), maxRecordBytes);
  if (!file.isOk) return damaged(`its status.json ${file.why}`);
  const value = parseJson(file.text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return damaged('its status.json does not hold a status');
  }
  if (
    'schemaVersion' in value &&
    typeof value.schemaVersion === 'number' &&
    value.schemaVersion > recordVersion
  ) {
    const reason = `it was written by a later version of Cutroom (schema ${value.schemaVersion}; this one knows ${recordVersion})`;
    return { isOk: false, reason, isFromTheFuture: true };
  }
  const parsed = jobRecordSchema.safeParse(value);
  if (!parsed.success) return damaged(`its status.json is not valid: ${firstIssue(parsed.error.issues)}`);
  if (parsed.data.jobId !== jobId) return damaged(`its status.json belongs to another export`);
  return { isOk: true, record: parsed.data };
}

function damaged(reason: string): ReadRecord {
  return { isOk: false, reason, isFromTheFuture: false };
}
