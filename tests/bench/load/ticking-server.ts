import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServerProcess, type ServerProcess } from '../../faults/support/server-process.ts';
import { editOf } from '../../faults/support/workshop.ts';
import { pause } from './measure.ts';

const source = fileURLToPath(new URL('./serve-ticking.ts', import.meta.url));

export interface TickingServer extends AsyncDisposable {
  readonly server: ServerProcess;
  readonly jobIds: readonly string[];
  /** Frames a second that all its encoders together make, over so many seconds. */
  readonly encodeSpeed: (seconds: number) => Promise<number>;
}

/** A server with so many encodes that never end; one encode for each core keeps the machine busy. */
export async function startTickingServer(encodes: number): Promise<TickingServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-bench-'));
  const server = await startServerProcess(
    folder,
    { EXPORT_CONCURRENCY: String(Math.max(1, encodes)) },
    { source },
  );
  const jobIds = Array.from({ length: encodes }, (_, i) => `tick-${i}`);
  for (const id of jobIds) await server.post(editOf(id));
  for (const id of jobIds) await server.until(id, ({ framesDone }) => (framesDone ?? 0) > 0);
  const countFrames = async () => {
    const statuses = await Promise.all(jobIds.map((id) => server.statusOf(id)));
    return statuses.reduce((sum, { framesDone }) => sum + (framesDone ?? 0), 0);
  };
  return {
    server,
    jobIds,
    encodeSpeed: async (seconds) => {
      const [before, startedAt] = [await countFrames(), performance.now()];
      await pause(seconds * 1000);
      return ((await countFrames()) - before) / ((performance.now() - startedAt) / 1000);
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
