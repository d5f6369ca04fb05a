import { expect, test } from 'vitest';
import { versionToDrop } from '../../../src/projects/keep-version.ts';

const minute = 60_000;

test('of too many versions the one goes that lies nearest to its neighbours, never the first or the last', () => {
  const evenly = Array.from({ length: 41 }, (_, at) => ({
    revision: 41 - at,
    savedAt: (41 - at) * 10 * minute,
  }));
  expect(versionToDrop(evenly.slice(1))).toBeUndefined();
  const crowded = evenly.map((kept) =>
    kept.revision === 7 ? { ...kept, savedAt: 8 * 10 * minute - 1 } : kept,
  );
  expect([7, 8]).toContain(versionToDrop(crowded));
  const ends = evenly.map((kept) =>
    kept.revision === 41 ? { ...kept, savedAt: 40 * 10 * minute + 1 } : kept,
  );
  expect(versionToDrop(ends)).not.toBe(41);
});
