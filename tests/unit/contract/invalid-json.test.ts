import { expect, test } from 'vitest';
import { invalidJson } from '../../../src/contract/config/invalid-json.ts';

test.each(['', '{', '{"a":', '[1,', '"abc', '{a}', 'undefined', '{"a":1}x', '\u0000', '[1 2]'])(
  'what is wrong with %j is said without words of JavaScript',
  (text) => {
    let thrown: unknown;
    try {
      JSON.parse(text);
    } catch (error) {
      thrown = error;
    }
    const { code, hint = '' } = invalidJson(thrown);
    expect(code).toBe('INVALID_JSON');
    expect(hint).toMatch(/^(|It ends too early\.|Look near character \d+\.)$/);
  },
);
