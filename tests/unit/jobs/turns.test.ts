import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurns } from '../../../src/jobs/telling/turns.ts';

/** Counts the turns of the event loop; what happens in one is counted from one look for news to the next. */
function countTurns() {
  let count = 0;
  let next: NodeJS.Immediate;
  const turn = () => {
    count += 1;
    next = setImmediate(turn);
  };
  next = setImmediate(turn);
  return { now: () => count, [Symbol.dispose]: () => clearImmediate(next) };
}

test('[J75] so many pass in a turn of the event loop, first come first served, and nobody is left behind', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }),
      async (perTurn, arrivals) => {
        using counted = countTurns();
        const turns = createTurns(perTurn);
        const passed: number[] = [];
        const perTurnNumber = new Map<number, number>();
        const all: Promise<void>[] = [];
        for (const count of arrivals) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          for (let i = 0; i < count; i += 1) {
            const id = all.length;
            const pass = async () => {
              await turns.pass();
              passed.push(id);
              perTurnNumber.set(counted.now(), (perTurnNumber.get(counted.now()) ?? 0) + 1);
            };
            all.push(pass());
          }
        }
        await Promise.all(all);
        expect(passed).toEqual(all.map((_, id) => id));
        expect(Math.max(0, ...perTurnNumber.values())).toBeLessThanOrEqual(perTurn);
      },
    ),
  ));

test('where there is room, nobody waits for the next turn', async () => {
  const turns = createTurns(2);
  let isNext = false;
  setImmediate(() => (isNext = true));
  await turns.pass();
  await turns.pass();
  expect(isNext).toBe(false);
  await turns.pass();
  expect(isNext).toBe(true);
});
