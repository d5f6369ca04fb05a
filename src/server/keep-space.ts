import { readFile } from 'node:fs/promises';
import { parseConfig } from '../contract/parse-config.ts';
import { isFinal } from '../contract/status.ts';
import type { JobNotice } from '../jobs/telling/notice.ts';
import type { Exports } from '../jobs/ports.ts';
import type { RenderEngine } from '../render/open-engine.ts';

/** Gives the space of an export back when it has ended without having been rendered, or is gone. */
export function releaseSpace({ space }: RenderEngine, notice: JobNotice): void {
  if (notice.kind === 'trouble') return;
  const { jobId, status } = notice.status;
  if (notice.kind === 'removed' || isFinal(status)) space.release(jobId);
}

/**
 * The exports, such that space is kept for those that wait and no others: one that was admitted but not taken (the
 * line was full) gives it back, and so does the second of two requests for one export, which was admitted after the
 * first had begun or ended.
 */
export function returningSpace<E extends Exports>(exports: E, { space }: RenderEngine): E {
  return {
    ...exports,
    create: async (config) => {
      try {
        return await exports.create(config);
      } finally {
        if (exports.get(config.id)?.status !== 'pending') space.forget(config.id);
      }
    },
  };
}

/** Promises space to all that wait since an earlier server; one after another, since each has to be planned. */
export async function readmitWaiting(exports: Exports, engine: RenderEngine): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = exports.list({ limit: 200, states: ['pending'], ...(cursor && { cursor }) });
    for (const { jobId } of page.exports) {
      const config = await readConfig(exports.pathOf(jobId, 'config.json'));
      // It may have ended or begun meanwhile, and then keeps its own account.
      if (config && exports.get(jobId)?.status === 'pending') await engine.readmit(config);
      if (exports.get(jobId)?.status !== 'pending') engine.space.forget(jobId);
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
