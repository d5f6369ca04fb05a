import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFairClock } from '../../../src/jobs/state/fair-clock.ts';
import { createMemoryShelf } from '../../../src/jobs/state/memory-store.ts';
import type { TurnWish } from '../../../src/jobs/state/turn.ts';
import { configOf } from './support/configs.ts';
import { createRig, nextTurn, reached, type Rig } from './support/rig.ts';

/** Renders one after another to the end; the ids in the order in which they began. */
async function finishAll({ puppet, exports }: Rig, count: number): Promise<string[]> {
  for (let index = 0; index < count; index += 1) {
    while (puppet.runs[index] === undefined) await nextTurn();
    puppet.runs[index]?.complete();
    await reached(exports, puppet.runs[index]?.request.jobId ?? '', 'completed');
  }
  return puppet.runs.map(({ request }) => request.jobId);
}

async function ask({ exports }: Rig, id: string, wish: TurnWish): Promise<void> {
  await exports.create(configOf(id), wish);
}

describe('[J44] turns', () => {
  it('alternate between owners, however much each has waiting', async () => {
    await using rig = await createRig();
    for (let index = 0; index < 4; index += 1)
      await ask(rig, `many-${index}`, { owner: 'many', estimatedSeconds: 10 });
    await ask(rig, 'one-0', { owner: 'one', estimatedSeconds: 10 });
    await ask(rig, 'one-1', { owner: 'one', estimatedSeconds: 10 });
    expect(rig.exports.get('one-0')?.queuePosition).toBe(1);
    const begun = await finishAll(rig, 6);
    expect(begun).toEqual(['many-0', 'one-0', 'many-1', 'one-1', 'many-2', 'many-3']);
  });

  it('are counted in seconds of work, not in exports', async () => {
    await using rig = await createRig();
    await ask(rig, 'first', { owner: 'long', estimatedSeconds: 30 });
    for (const id of ['long-1', 'long-2']) await ask(rig, id, { owner: 'long', estimatedSeconds: 30 });
    for (const id of ['short-1', 'short-2', 'short-3', 'short-4'])
      await ask(rig, id, { owner: 'short', estimatedSeconds: 10 });
    const begun = await finishAll(rig, 7);
    expect(begun).toEqual(['first', 'short-1', 'short-2', 'short-3', 'long-1', 'short-4', 'long-2']);
  });

  it('go by priority first', async () => {
    await using rig = await createRig();
    await ask(rig, 'runs', {});
    await ask(rig, 'later', { priority: -1 });
    await ask(rig, 'ordinary', {});
    await ask(rig, 'urgent', { priority: 10 });
    expect(await finishAll(rig, 4)).toEqual(['runs', 'urgent', 'ordinary', 'later']);
  });

  it('are kept over a restart', async () => {
    const shelf = createMemoryShelf();
    const first = await createRig({ shelf });
    for (const id of ['many-0', 'many-1', 'many-2'])
      await ask(first, id, { owner: 'many', estimatedSeconds: 10 });
    await first.exports.drain('The server restarts.');
    await using rig = await createRig({ shelf });
    await ask(rig, 'one-0', { owner: 'one', estimatedSeconds: 10 });
    expect(await finishAll(rig, 4)).toEqual(['many-0', 'one-0', 'many-1', 'many-2']);
  });

  it('are not lost by what was cancelled before it ran', async () => {
    await using rig = await createRig();
    await ask(rig, 'runs', { owner: 'a', estimatedSeconds: 10 });
    await ask(rig, 'mistake', { owner: 'b', estimatedSeconds: 3600 });
    await rig.exports.cancel('mistake');
    await ask(rig, 'a-1', { owner: 'a', estimatedSeconds: 10 });
    await ask(rig, 'b-1', { owner: 'b', estimatedSeconds: 10 });
    expect(rig.exports.get('b-1')?.queuePosition).toBe(1);
  });
});

it('[J44] owners who always have work waiting get the same share, to within two exports of the longest', () => {
  const works = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(works, { minLength: 2, maxLength: 4 }), (costs) => {
      const clock = createFairClock();
      const waiting = costs.flatMap((seconds, owner) =>
        seconds.map((estimatedSeconds) => {
          const work = { priority: 0, owner: String(owner), estimatedSeconds };
          return { ...work, startTag: clock.take(work) };
        }),
      );
      waiting.sort((a, b) => a.startTag - b.startTag);
      const had = new Map<string, number>();
      // As long as everybody still has some: the first half of the shortest line.
      const shared = Math.min(...costs.map((seconds) => seconds.reduce((sum, each) => sum + each, 0)));
      for (const work of waiting.filter(({ startTag }) => startTag < shared / 2))
        had.set(work.owner, (had.get(work.owner) ?? 0) + work.estimatedSeconds);
      const shares = [...had.values()];
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(200);
    }),
    { numRuns: 50 },
  );
});
