import { expect, test } from 'vitest';
import { putLongLists, sliceOf, takeLongLists } from '../../../src/threads/long-lists.ts';

test('long lists are taken out, cut into slices and put back, wherever they lie; short ones stay', () => {
  const value = {
    plan: { spans: Array.from({ length: 5001 }, (_, i) => ({ i })), audio: null },
    warnings: ['one'],
    map: new Map([[1, 2]]),
  };
  const { value: short, lists } = takeLongLists(value);
  expect(JSON.stringify(short).length).toBeLessThan(200);
  const arrived = lists.map((list) => {
    const items: unknown[] = [];
    while (items.length < list.length) items.push(...sliceOf(list, items.length));
    return items;
  });
  expect(putLongLists({ value: structuredClone(short), lists: arrived })).toEqual(value);
});
