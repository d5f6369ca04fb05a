import { expect, test } from 'vitest';
import { bearerIn, cookiesIn } from '../../../src/shared/request-credentials.ts';

test.each([
  ['Bearer abc', 'abc'],
  ['bearer   a.b-c_d', 'a.b-c_d'],
  ['Bearer ', undefined],
  ['Bearer a b', undefined],
  ['Basic abc', undefined],
  [undefined, undefined],
])('%j brings the key %j', (header, key) => expect(bearerIn(header)).toBe(key));

test('cookies are read in their order, with what is equal to a sign of their own', () => {
  expect(cookiesIn(' a=1; b=x=y==;broken; =none;a=2; empty=')).toEqual([
    { name: 'a', value: '1' },
    { name: 'b', value: 'x=y==' },
    { name: 'a', value: '2' },
    { name: 'empty', value: '' },
  ]);
  expect(cookiesIn(undefined)).toEqual([]);
});
