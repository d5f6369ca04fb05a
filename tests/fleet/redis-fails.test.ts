import { describe, expect, it } from 'vitest';
import { pause, type ServerProcess } from '../faults/support/server-process.ts';
import { editOf } from '../faults/support/workshop.ts';
import { openCutLine } from './support/cut-line.ts';
import { useFleetPlace } from './support/fleet-place.ts';
import {
  expectMadeOnce,
  largeEdit,
  untilBegun,
  untilEncoding,
  untilWorkers,
} from './support/process-fleet.ts';

/** Longer than a pass or a piece is its holder's without being renewed, and than others take to notice. */
const longMs = 13_000;

const place = useFleetPlace();

let frames = 110;

function nextEdit(id: string) {
  return largeEdit(id, { count: 24, frames: (frames += 1) });
}

describe('[F4] while two workers are at an export', () => {
  it('Redis is killed and started again: nothing that was acknowledged is lost', async () => {
    const { folder } = place.workshop();
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using one = await fleet.worker();
    await using two = await fleet.worker();
    await untilWorkers(server, 2);
    await server.post(nextEdit('spread-redis'));
    expect(await server.post(editOf('waits'))).toMatchObject({ status: 200 });
    await Promise.all([untilEncoding(one), untilEncoding(two)]);
    await place.redis().kill();
    await place.redis().start();
    for (const jobId of ['spread-redis', 'waits'])
      await expectMadeOnce({ folder, jobId }, server, [one, two]);
  });

  it('Redis stands still: what runs is published once, within its attempt', async () => {
    const { folder } = place.workshop();
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using one = await fleet.worker();
    await using two = await fleet.worker();
    await untilWorkers(server, 2);
    await server.post(nextEdit('still'));
    await Promise.all([untilEncoding(one), untilEncoding(two)]);
    process.kill(place.redis().pid(), 'SIGSTOP');
    await pause(longMs);
    process.kill(place.redis().pid(), 'SIGCONT');
    await expectMadeOnce({ folder, jobId: 'still' }, server, [one, two]);
    expect(await server.post(editOf('afterwards'))).toMatchObject({ status: 200 });
    await expectMadeOnce({ folder, jobId: 'afterwards' }, server, [one, two]);
  });

  it('the one that has it is cut off from Redis: the other takes it over, and it publishes nothing', async () => {
    const { folder } = place.workshop();
    await using line = await openCutLine(place.redis().url);
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using cutOff = await fleet.worker({ REDIS_URL: line.url });
    await server.post(nextEdit('cut-off'));
    await untilEncoding(cutOff);
    await using other = await fleet.worker();
    line.cut();
    const cutAt = Date.now();
    await untilBegun(other, 'cut-off');
    console.log(`taken over after ${Date.now() - cutAt} ms`);
    line.mend();
    await expectMadeOnce({ folder, jobId: 'cut-off' }, server, [cutOff, other]);
    // It is there for the next export, and has let go of what it had.
    other.kill('SIGTERM');
    await other.exit;
    await server.post(editOf('after-the-cut'));
    await expectMadeOnce({ folder, jobId: 'after-the-cut' }, server, [cutOff]);
  });

  it('a server is cut off from Redis: it accepts nothing, and knows all that happened when it is back', async () => {
    const { folder } = place.workshop();
    await using line = await openCutLine(place.redis().url);
    const fleet = place.newFleet();
    await using cutOff = await fleet.server({ REDIS_URL: line.url });
    await using server = await fleet.server();
    await using worker = await fleet.worker();
    await cutOff.post(editOf('before', { repeats: 2 }));
    line.cut();
    const refused = await untilRefused(cutOff);
    expect(refused).toMatchObject({ status: 503, body: { code: 'NOT_READY' } });
    await server.post(editOf('meanwhile'));
    await expectMadeOnce({ folder, jobId: 'meanwhile' }, server, [worker]);
    line.mend();
    await cutOff.until('meanwhile', ({ status }) => status === 'completed');
    await expectMadeOnce({ folder, jobId: 'before' }, cutOff, [worker]);
  });
});

async function untilRefused(server: ServerProcess) {
  for (let index = 0; ; index += 1) {
    const answer = await server.post(editOf(`refused-${index}`));
    if (answer.status !== 200) return answer;
  }
}
