import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canHaveSmallDisk, mountSmallDisk } from '../faults/support/small-disk.ts';
import { pause, type ServerProcess } from '../faults/support/server-process.ts';
import { editOf } from '../faults/support/workshop.ts';
import { useFleetPlace } from './support/fleet-place.ts';
import {
  clockAhead,
  expectMadeOnce,
  largeEdit,
  ownerOf,
  untilBegun,
  untilChecking,
  untilEncoding,
  untilFile,
  untilQuiet,
  untilWorkers,
  type ProcessFleet,
} from './support/process-fleet.ts';

const place = useFleetPlace();

/** Each export shows other pictures than those before: nothing of it lies in the chunk store already. */
let frames = 93;

function nextEdit(id: string) {
  return largeEdit(id, { frames: (frames += 1) });
}

/** Two workers at one export, the one that has begun it and the one that helps, each with a child that encodes. */
async function spread(fleet: ProcessFleet, server: ServerProcess, jobId: string, edit = nextEdit(jobId)) {
  const workers = [await fleet.worker(), await fleet.worker()] as const;
  await untilWorkers(server, 2);
  await server.post(edit);
  const { owner, helper } = await ownerOf(jobId, workers);
  await Promise.all([untilEncoding(owner), untilEncoding(helper)]);
  return { workers, owner, helper, [Symbol.asyncDispose]: () => disposeAll(workers) };
}

async function disposeAll(workers: readonly ServerProcess[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
}

describe('[F4] an export whose worker is killed', () => {
  it('while it puts the file together is made by another, and published once', async () => {
    const { folder } = place.workshop();
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using first = await fleet.worker();
    await server.post(editOf('assembling', { repeats: 12 }));
    await untilFile(join(folder, 'exports/assembling/partial'), 'output.mp4');
    first.kill('SIGKILL');
    await first.exit;
    await using second = await fleet.worker();
    await expectMadeOnce({ folder, jobId: 'assembling' }, server, [first, second]);
    expect(await readdir(join(folder, 'exports/assembling'))).not.toContain('partial');
  });

  it.each(['output.json', 'output.mp4'])(
    'as soon as its %s lies in its folder is published once',
    async (name) => {
      const { folder } = place.workshop();
      const jobId = `publishing-${name}`;
      const fleet = place.newFleet();
      await using server = await fleet.server();
      await using first = await fleet.worker();
      await server.post(editOf(jobId, { repeats: 3 }));
      await untilFileBeside(join(folder, 'exports', jobId), name);
      first.kill('SIGKILL');
      await first.exit;
      await using second = await fleet.worker();
      await expectMadeOnce({ folder, jobId }, server, [first, second]);
    },
  );

  it('after it has published, and before it could say so, is known to be finished', async () => {
    const { folder } = place.workshop();
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using first = await fleet.worker();
    await server.post(editOf('unsaid', { repeats: 12 }));
    await untilFile(join(folder, 'exports/unsaid/partial'), 'output.mp4');
    process.kill(place.redis().pid(), 'SIGSTOP');
    // Its pass is its own for some seconds more: it publishes. What it says of that nobody hears.
    const isPublished = await Promise.race([
      untilFileBeside(join(folder, 'exports/unsaid'), 'output.mp4').then(() => true),
      pause(9_000).then(() => false),
    ]);
    first.kill('SIGKILL');
    await first.exit;
    process.kill(place.redis().pid(), 'SIGCONT');
    await using second = await fleet.worker();
    await expectMadeOnce({ folder, jobId: 'unsaid' }, server, [second]);
    const began = second.log.filter(({ msg, jobId }) => jobId === 'unsaid' && msg === 'export processing');
    if (isPublished) expect(began).toEqual([]);
  });
});

describe('[F7] an export of two workers', () => {
  it('goes on when the one that helps is killed', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using work = await spread(fleet, server, 'helper-killed');
    work.helper.kill('SIGKILL');
    await expectMadeOnce({ folder: place.workshop().folder, jobId: 'helper-killed' }, server, work.workers);
  });

  it('goes on when the one that helps is killed while it looks at pictures', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    const edit = largeEdit('checker-killed', { count: 6, frames: 92, width: 1280, height: 720 });
    await using work = await spread(fleet, server, 'checker-killed', edit);
    await untilChecking(work.helper);
    work.helper.kill('SIGKILL');
    const made = { folder: place.workshop().folder, jobId: 'checker-killed' };
    await expectMadeOnce(made, server, work.workers);
  });

  it('goes on with the other when the one that has it is killed', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using work = await spread(fleet, server, 'owner-killed');
    const killedAt = Date.now();
    work.owner.kill('SIGKILL');
    await untilBegun(work.helper, 'owner-killed');
    console.log(`taken over after ${Date.now() - killedAt} ms`);
    await expectMadeOnce({ folder: place.workshop().folder, jobId: 'owner-killed' }, server, work.workers);
  });

  it('goes on when the one that helps stands still, and takes nothing from it when it wakes up', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using work = await spread(fleet, server, 'helper-frozen');
    const { owner, helper } = work;
    helper.kill('SIGSTOP');
    await untilWorkers(server, 1);
    helper.kill('SIGCONT');
    await expectMadeOnce({ folder: place.workshop().folder, jobId: 'helper-frozen' }, server, [
      owner,
      helper,
    ]);
    await untilQuiet(helper);
  });

  it('goes on when the one that helps is told to end, which gives back what it has in work', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using work = await spread(fleet, server, 'helper-ends');
    work.helper.kill('SIGTERM');
    expect(await work.helper.exit).toEqual([0, null]);
    await expectMadeOnce({ folder: place.workshop().folder, jobId: 'helper-ends' }, server, work.workers);
  });

  it('that is cancelled leaves no child on either, and both are there for the next', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using work = await spread(fleet, server, 'called-off');
    const cancelledAt = Date.now();
    const answer = await fetch(`${server.url}/api/export/called-off/cancel`, {
      ...{ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' },
    });
    expect(await answer.json()).toMatchObject({ status: 'cancelled' });
    await Promise.all(work.workers.map(untilQuiet));
    console.log(`no child left after ${Date.now() - cancelledAt} ms`);
    await server.post(nextEdit('next'));
    await Promise.all(work.workers.map(untilEncoding));
    await expectMadeOnce({ folder: place.workshop().folder, jobId: 'next' }, server, work.workers);
    expect(await server.statusOf('called-off')).toMatchObject({ status: 'cancelled' });
    expect(await readdir(join(place.workshop().folder, 'exports/called-off'))).not.toContain('output.mp4');
  });

  it('is made where the one that helps has no space left', async ({ skip }) => {
    if (!(await canHaveSmallDisk())) skip('this machine lets nobody mount anything');
    const { folder } = place.workshop();
    await using disk = await mountSmallDisk(join(folder, 'chunks'), 64 * 1024);
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using roomy = await fleet.worker();
    await server.post(largeEdit('no-space', { count: 36, frames: (frames += 1) }));
    await untilBegun(roomy, 'no-space');
    await using full = await fleet.worker({}, disk.wrap);
    await untilEncoding(full);
    await expectMadeOnce({ folder, jobId: 'no-space' }, server, [full, roomy]);
  });

  it('is made where their clocks are two minutes apart, also when one of them is killed', async () => {
    const { folder } = place.workshop();
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using fast = await fleet.worker(clockAhead(60));
    await using slow = await fleet.worker(clockAhead(-60));
    await untilWorkers(server, 2);
    await server.post(nextEdit('skewed'));
    const { owner, helper } = await ownerOf('skewed', [fast, slow]);
    await Promise.all([untilEncoding(owner), untilEncoding(helper)]);
    owner.kill('SIGKILL');
    await untilBegun(helper, 'skewed');
    await expectMadeOnce({ folder, jobId: 'skewed' }, server, [fast, slow]);
  });
});

describe('what dead workers left unfinished', () => {
  it('is removed when nobody has written to it for hours, and what others write to is not', async () => {
    const { folder } = place.workshop();
    const unfinished = join(folder, 'chunks/unfinished');
    await mkdir(unfinished, { recursive: true });
    for (const name of ['of-the-dead', 'of-the-living']) await writeFile(join(unfinished, name), 'half');
    const hoursAgo = new Date(Date.now() - 7 * 3_600_000);
    await utimes(join(unfinished, 'of-the-dead'), hoursAgo, hoursAgo);
    await using worker = await place.newFleet().worker();
    while ((await readdir(unfinished)).includes('of-the-dead')) await pause(20);
    expect(await readdir(unfinished)).toContain('of-the-living');
    expect(worker.pid).toBeGreaterThan(0);
  });
});

async function untilFileBeside(folder: string, name: string): Promise<void> {
  while (!(await readdir(folder).catch((): string[] => [])).includes(name)) await pause(1);
}
