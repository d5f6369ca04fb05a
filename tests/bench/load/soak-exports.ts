import { readdirSync } from 'node:fs';
import { listProcesses } from '../../../src/supervisor/process/process-table.ts';
import { startServerProcess, type ServerProcess } from '../../faults/support/server-process.ts';
import { editOf, openWorkshop } from '../../faults/support/workshop.ts';
import { pause, type Measurement } from './measure.ts';
import { residentMegabytes } from './process-vitals.ts';

interface Vitals {
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
  readonly descriptors: number;
  readonly handles: number;
  readonly zombies: number;
  readonly children: number;
}

/** What lives counts, not what Node has yet to collect. */
const collectOnSignal = 'data:text/javascript,process.on("SIGUSR2",()=>globalThis.gc())';

/** Many short exports one after another, and what the server still holds when they are done. */
export async function soakExports({ count }: { readonly count: number }): Promise<Measurement[]> {
  await using workshop = await openWorkshop();
  await using server = await startServerProcess(
    workshop.folder,
    { QUEUE_LIMIT: '100000', EXPORT_CONCURRENCY: '4', CHUNK_STORE_MB: '1' },
    { wrap: ([node = '', ...args]) => [node, '--expose-gc', '--import', collectOnSignal, ...args] },
  );
  // The first ones fill what is filled once: compiled code, connections, caches.
  const warmUp = Math.max(10, Math.round(count / 10));
  await runExports(server, { from: 0, count: warmUp });
  const before = await vitalsOf(server);
  await runExports(server, { from: warmUp, count });
  const after = await vitalsOf(server);
  return [
    {
      name: `after ${count} exports: heap grown by`,
      value: after.heapMegabytes - before.heapMegabytes,
      unit: 'MB',
      target: 10,
    },
    { name: 'memory', value: after.residentMegabytes - before.residentMegabytes, unit: 'MB' },
    { name: 'file descriptors', value: after.descriptors - before.descriptors, unit: '', target: 0 },
    { name: 'handles and requests of libuv', value: after.handles - before.handles, unit: '', target: 0 },
    { name: 'zombies', value: after.zombies, unit: '', target: 0 },
    { name: 'children', value: after.children, unit: '', target: 0 },
  ];
}

/** Each is removed when it is done, as a server with a retention does. */
async function runExports(
  server: ServerProcess,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<void> {
  const run = async (index: number) => {
    const id = `soak-${index}`;
    const { status } = await server.post(editOf(id, { height: 90 + 2 * (index % 50) }));
    if (status !== 200) throw new Error(`export ${id} was refused with ${status}`);
    const end = await server.until(id, (now) => now.status === 'completed' || now.status === 'failed');
    if (end.status !== 'completed') throw new Error(`export ${id}: ${JSON.stringify(end.error)}`);
    await fetch(`${server.url}/api/export/${id}`, { method: 'DELETE' });
  };
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    for (let i = lane; i < count; i += 8) await run(from + i);
  });
  await Promise.all(lanes);
}

async function vitalsOf(server: ServerProcess): Promise<Vitals> {
  // Connections of ours that are kept alive close after five seconds.
  await pause(7000);
  process.kill(server.pid, 'SIGUSR2');
  await pause(1000);
  const text = await (await fetch(`${server.url}/api/metrics`, { headers: { Connection: 'close' } })).text();
  const metric = (name: string) => Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1]);
  return {
    heapMegabytes: metric('nodejs_heap_size_used_bytes') / 2 ** 20,
    residentMegabytes: residentMegabytes(server.pid),
    descriptors: readdirSync(`/proc/${server.pid}/fd`).length,
    handles: metric('nodejs_active_resources_total'),
    zombies: listProcesses().filter(({ parentPid, isZombie }) => parentPid === server.pid && isZombie).length,
    children: server.children().length,
  };
}
