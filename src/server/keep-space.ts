import { readFile } from 'node:fs/promises';
import { parseConfig } from '../contract/parse-config.ts';
import { isFinal } from '../contract/status.ts';
import type { JobNotice } from '../jobs/telling/notice.ts';
import type { Exports } from '../jobs/ports.ts';
import type { Admission } from '../render/admission/open-admission.ts';
import type { ExportSpace, WaitingExport } from '../render/space/export-space.ts';

/** The space of an export as long as it waits. */
export function waitingIn(exports: Pick<Exports, 'get'>, jobId: string): WaitingExport {
  return { jobId, isWaiting: () => exports.get(jobId)?.status === 'pending' };
}

/** Gives the space of an export back when it has ended without having been rendered, or is gone. */
export function releaseEnded(space: ExportSpace, notice: JobNotice): void {
  if (notice.kind === 'trouble') return;
  const { jobId, status } = notice.status;
  if (notice.kind === 'removed' || isFinal(status)) space.release(jobId);
}

/** Promises space to all that wait since an earlier server; one after another, since each has to be planned. */
export async function restoreWaiting(
  exports: Exports,
  { space, admission }: { readonly space: ExportSpace; readonly admission: Admission },
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = exports.list({ limit: 200, states: ['pending'], ...(cursor && { cursor }) });
    for (const { jobId } of page.exports) {
      const config = await readConfig(exports.pathOf(jobId, 'config.json'));
      await space.restore(waitingIn(exports, jobId), async () => config && admission.spaceOf(config));
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

async function readConfig(path: string | undefined) {
  if (path === undefined) return undefined;
  try {
    const parsed = parseConfig(JSON.parse(await readFile(path, 'utf8')));
    return parsed.isOk ? parsed.config : undefined;
  } catch {
    return undefined;
  }
}
