import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '../../faults/support/server-process.ts';
import { editOf, openWorkshop } from '../../faults/support/workshop.ts';
import { timed, type Measurement } from './measure.ts';

const total = 10_000;
const damaged = 60;

/** From the start of the process to its first answer, over an empty folder and over a full one. */
export async function benchBoot(): Promise<Measurement[]> {
  const empty = await mkdtemp(join(tmpdir(), 'cutroom-boot-'));
  await using workshop = await openWorkshop();
  try {
    await start(empty);
    const nothing = await timed(() => start(empty));
    await fill(workshop.folder);
    const full = await timed(() => start(workshop.folder));
    return [
      { name: 'start over an empty folder', value: nothing, unit: 'ms' },
      { name: `start over ${total} exports, ${damaged} of them damaged`, value: full, unit: 'ms' },
      { name: 'what they cost', value: full - nothing, unit: 'ms', target: 2000 },
    ];
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
}

async function start(folder: string): Promise<void> {
  await using server = await startServerProcess(folder);
  await (await fetch(`${server.url}/api/export`)).text();
}

/** Copies of one finished export. */
async function fill(folder: string): Promise<void> {
  {
    await using server = await startServerProcess(folder);
    await server.post(editOf('made'));
    await server.until('made', ({ status }) => status === 'completed');
    server.kill('SIGTERM');
    await server.exit;
  }
  const exports = join(folder, 'exports');
  const record = JSON.parse(await readFile(join(exports, 'made', 'status.json'), 'utf8')) as object;
  for (let order = 2; order <= total; order += 1) {
    const jobId = `made-${order}`;
    await mkdir(join(exports, jobId));
    const text = order <= damaged ? '{"half":' : JSON.stringify({ ...record, jobId, order });
    await writeFile(join(exports, jobId, 'status.json'), text);
    await writeFile(join(exports, jobId, 'config.json'), JSON.stringify(editOf(jobId)));
  }
}
