import { expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/problems.ts';
import { createSpaceShares } from '../../../src/disk/space-shares.ts';
import { createSpaceLedger, type SpaceLedger } from '../../../src/render/space/space-ledger.ts';

const GB = 1e9;

/** A ledger over a disk that holds what a test says. */
function ledgerOver(disk: { free: number; reclaimable?: number }, shares = createSpaceShares()): SpaceLedger {
  return createSpaceLedger({
    freeBytes: async () => disk.free,
    reserveBytes: GB,
    concurrency: 2,
    shares,
    reclaim: async (bytes) => {
      const freed = Math.min(bytes, disk.reclaimable ?? 0);
      disk.reclaimable = (disk.reclaimable ?? 0) - freed;
      disk.free += freed;
      return freed;
    },
  });
}

const need = (kept: number, temporary = 0) => ({ kept: kept * GB, temporary: temporary * GB });
const nothing = async () => 0;

async function refusal(work: Promise<void>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error('it was not refused');
  expect(error.problem.code).toBe('NO_ROOM');
  return error.problem.message;
}

test('[R1] what is promised to one export is not promised to another', async () => {
  const ledger = ledgerOver({ free: 10 * GB });
  await ledger.promise('a', need(5));
  expect(await refusal(ledger.promise('b', need(5)))).toBe(
    'The export needs about 5.0 GB on the disk, and 10.0 GB are free. 5.0 GB of that will still be needed by another export. 1.0 GB are kept in reserve.',
  );
  await ledger.promise('b', need(4));
  ledger.release('a');
  await ledger.promise('c', need(5));
});

test('[R1] two that arrive at the same instant do not get the same space', async () => {
  const ledger = ledgerOver({ free: 10 * GB });
  const outcomes = await Promise.allSettled([ledger.promise('a', need(6)), ledger.promise('b', need(6))]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  ledger.release('a');
  ledger.release('b');
  await ledger.promise('c', need(9));
});

test('[R4] an export that is asked for twice is promised its space once, and a refused one leaves nothing', async () => {
  const ledger = ledgerOver({ free: 10 * GB });
  await ledger.promise('a', need(5));
  await ledger.promise('a', need(5));
  await refusal(ledger.promise('b', need(100)));
  await ledger.promise('c', need(4));
});

test('temporary space is needed by as many as run at once, not by all that wait', async () => {
  const ledger = ledgerOver({ free: 12 * GB });
  for (const id of ['a', 'b', 'c', 'd']) await ledger.promise(id, need(1, 2));
  // 4 × 1 stay, 2 × 2 are taken at the same time: 3 of 11 are left.
  await refusal(ledger.promise('e', need(4)));
  await ledger.promise('e', need(3));
});

test('[R2] a running export holds only what it has not written yet', async () => {
  const disk = { free: 10 * GB };
  const ledger = ledgerOver(disk);
  let written = 0;
  await ledger.promise('a', need(3, 3));
  await ledger.begin('a', need(3, 3), async () => written);
  await refusal(ledger.promise('b', need(4)));
  written = 5 * GB;
  disk.free -= written;
  await ledger.promise('b', need(3));
});

test('an export that starts is asked for its space again, and not for that of those behind it', async () => {
  const disk = { free: 10 * GB };
  const ledger = ledgerOver(disk);
  await ledger.promise('a', need(4));
  await ledger.promise('b', need(4));
  disk.free = 6 * GB;
  await ledger.begin('a', need(4), nothing);
  expect(await refusal(ledger.begin('b', need(4), nothing))).toContain('needed by another export');
});

test('[R3] chunks that are only kept for convenience make space', async () => {
  const disk = { free: 3 * GB, reclaimable: 4 * GB };
  await ledgerOver(disk).promise('a', need(5));
  expect(disk.reclaimable).toBe(GB);
  expect(await refusal(ledgerOver(disk).promise('b', need(9)))).toContain('7.0 GB are free.');
});

test('what an earlier server promised counts until it is taken back', async () => {
  const ledger = ledgerOver({ free: 10 * GB });
  ledger.note('old', need(8));
  await refusal(ledger.promise('a', need(2)));
  ledger.forget('old');
  await ledger.promise('a', need(2));
});

test('what running exports have written is looked up only where space is short', async () => {
  const ledger = ledgerOver({ free: 10 * GB });
  let looks = 0;
  await ledger.begin('a', need(5), async () => {
    looks += 1;
    return 4 * GB;
  });
  await ledger.promise('b', need(4));
  expect(looks).toBe(0);
  await ledger.promise('c', need(3));
  expect(looks).toBe(1);
});

test('[R1] what uploads have been promised is not promised to exports, nor the other way round', async () => {
  const shares = createSpaceShares();
  let arriving = 4 * GB;
  const promisedToExports = shares.join(async () => arriving);
  const disk = { free: 10 * GB };
  const ledger = ledgerOver(disk, shares);
  expect(await refusal(ledger.promise('a', need(6)))).toBe(
    'The export needs about 6.0 GB on the disk, and 10.0 GB are free. 4.0 GB will still arrive in uploads. 1.0 GB are kept in reserve.',
  );
  await ledger.promise('a', need(4, 1));
  expect(await promisedToExports()).toBe(5 * GB);
  await ledger.begin('a', need(4, 1), async () => 2 * GB);
  expect(await promisedToExports()).toBe(3 * GB);
  ledger.release('a');
  arriving = 0;
  expect(await promisedToExports()).toBe(0);
  await ledger.promise('b', need(9));
});

test('an export that begins before it is planned keeps all that was promised to it', async () => {
  const ledger = ledgerOver({ free: 10 * GB });
  await ledger.promise('a', need(3, 3));
  await ledger.beginEarly('a', need(0, 1), nothing);
  expect(await refusal(ledger.promise('b', need(4)))).toContain('6.0 GB of that will still be needed');
  await ledger.begin('a', need(3), nothing);
  await ledger.promise('b', need(4));
});

test('a second request for an export that waits cannot cost it what was promised', async () => {
  const ledger = ledgerOver({ free: 10 * GB });
  await ledger.promise('a', need(5));
  await refusal(ledger.promise('a', need(50)));
  expect(await refusal(ledger.promise('b', need(5)))).toContain('5.0 GB of that will still be needed');
});

test('[R1] who shares the server with others is told what is needed, and nothing of what is free or promised', async () => {
  const ledger = ledgerOver({ free: 10 * GB });
  await ledger.promise('alice~a', need(5));
  expect(await refusal(ledger.promise('bob~b', need(5)))).toBe(
    'The export needs about 5.0 GB on the disk of the server, and there is not so much space.',
  );
});
