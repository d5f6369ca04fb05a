import { expect, test } from 'vitest';
import { chooseGroups } from '../../../src/render/check/joins/look-through.ts';
import type { PictureGroup } from '../../../src/render/check/joins/picture-groups.ts';

const group = (from: number, cpuSeconds: number) => ({ from, cpuSeconds }) as PictureGroup;
const groups = (count: number, cpuSeconds: number) =>
  Array.from({ length: count }, (_, i) => group(i, cpuSeconds));
const places = (chosen: readonly PictureGroup[]) => chosen.map(({ from }) => from);

test('[R34] all of a short export is looked through', () => {
  expect(places(chooseGroups(groups(20, 0.2), 0))).toEqual([...Array(20).keys()]);
});

test('[R34] of a long one a part is, spread over all of it, and another part where some are known', () => {
  const first = places(chooseGroups(groups(100, 0.2), 0));
  expect(first.length).toBeGreaterThan(20);
  expect(first.length).toBeLessThan(26);
  expect(first.at(-1)).toBeGreaterThan(90);
  expect(places(chooseGroups(groups(100, 0.2), 1))).not.toEqual(first);
});
