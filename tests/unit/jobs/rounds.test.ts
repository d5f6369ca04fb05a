import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRounds } from '../../../src/jobs/telling/rounds.ts';

const turnOver = () => new Promise((resolve) => setImmediate(resolve));

test('[J76] visits all, first come first served, so many in each turn of the event loop', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 }),
      async (perTurn, sizes) => {
        const rounds = createRounds(perTurn);
        const visited: string[] = [];
        const expected: string[] = [];
        for (const [round, size] of sizes.entries()) {
          const items = Array.from({ length: size }, (_, item) => `${round}/${item}`);
          expected.push(...items, `${round} done`);
          rounds.begin(
            items,
            (item) => visited.push(item),
            () => visited.push(`${round} done`),
          );
        }
        // Nobody is visited in the middle of what its visitor is doing.
        expect(visited).toEqual([]);
        while (visited.length < expected.length) {
          const before = visited.length;
          await turnOver();
          expect(visited.length).toBeGreaterThan(before);
          expect(visited.slice(before).filter((text) => text.includes('/')).length).toBeLessThanOrEqual(
            perTurn,
          );
        }
        expect(visited).toEqual(expected);
      },
    ),
  ));

test('[J76] leaves out who goes meanwhile, and takes in who comes', async () => {
  const rounds = createRounds(1);
  const members = new Set(['a', 'b', 'c']);
  const visited: string[] = [];
  await new Promise<void>((resolve) => {
    const visit = (member: string) => {
      visited.push(member);
      if (member === 'a') members.delete('b');
      if (member === 'c') members.add('d');
    };
    rounds.begin(members, visit, resolve);
  });
  expect(visited).toEqual(['a', 'c', 'd']);
});
