import { readFile } from 'node:fs/promises';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { isFinal } from '../../contract/exports/status.ts';
import type { JobNotice } from '../../jobs/telling/notice.ts';
import type { Exports } from '../../jobs/ports.ts';
import type { Admission } from '../../render/admission/open-admission.ts';
import type { ExportSpace, WaitingExport } from '../../render/space/export-space.ts';

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

interface SpaceKeeper {
  readonly space: ExportSpace;
  readonly admission: Admission;
  readonly checkConfig: (bytes: Uint8Array, form: 'alone') => Promise<ExportConfig>;
}

/** Promises space to all that wait since an earlier server; one after another, since each has to be planned. */
export async function restoreWaiting(
  exports: Exports,
  { space, admission, checkConfig }: SpaceKeeper,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = exports.list({ limit: 200, states: ['pending'], ...(cursor && { cursor }) });
    for (const { jobId } of page.exports) {
      const path = await exports.pathOf(jobId, 'config.json').catch(() => undefined);
      const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined);
      const config = bytes && (await checkConfig(bytes, 'alone').catch(() => undefined));
      await space.restore(waitingIn(exports, jobId), async () => config && admission.spaceOf(config));
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
