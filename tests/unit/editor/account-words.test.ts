import { describe, expect, test } from 'vitest';
import type { UsageView, UserLimits } from '../../../src/contract/user-limits.ts';
import { plainLimits, usageLines } from '../../../src/editor/account/usage-words.ts';
import { limitsFrom, limitTexts } from '../../../src/editor/people/limit-fields.ts';
import { browserWords } from '../../../src/editor/words/browser-words.ts';

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on iOS',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
    'Safari on macOS',
  ],
  ['curl/8.0', 'A browser'],
  [undefined, 'A browser'],
])('%s is %s', (userAgent, words) => expect(browserWords(userAgent)).toBe(words));

const none: UserLimits = {
  waitingExports: null,
  runningExports: null,
  storedBytes: null,
  uploadBytes: null,
  programmeSeconds: null,
  retentionHours: null,
};
const used = {
  ...{ waitingExports: 1, runningExports: 0, storedBytes: 25e6 },
  ...{ sourceBytes: 20e6, exportBytes: 5e6, uploadBytes: 0 },
};

describe('what one uses', () => {
  test('has a bar where there is a limit, and none where there is none', () => {
    const usage: UsageView = { used, limits: { ...none, storedBytes: 50e6, runningExports: 0 } };
    expect(usageLines(usage)).toEqual([
      { label: 'Exports that wait', used: '1', allowed: undefined, fraction: undefined },
      { label: 'Exports that render', used: '0', allowed: 'of 0', fraction: 1 },
      { label: 'Stored', used: '25.0 MB', allowed: 'of 50.0 MB', fraction: 0.5 },
    ]);
    expect(plainLimits({ used, limits: none }).map(([, value]) => value)).toEqual([
      ...['no limit', 'no limit', 'until you remove them'],
    ]);
    const limits = { ...none, uploadBytes: 1e9, programmeSeconds: 5400, retentionHours: 168 };
    expect(plainLimits({ used, limits }).map(([, value]) => value)).toEqual([
      '1.0 GB',
      '90 minutes',
      '7 days',
    ]);
  });
});

describe('limits as a person writes them', () => {
  const limits = { ...none, storedBytes: 50 * 2 ** 20, programmeSeconds: 5400 };

  test('come back as they were, to the last byte, where nothing was touched', () => {
    expect(limitTexts(limits)).toMatchObject({
      storedBytes: '52.429',
      programmeSeconds: '90',
      waitingExports: '',
    });
    expect(limitsFrom(limitTexts(limits), limits)).toEqual(limits);
  });

  test('are none where the field is empty, and never less than can be', () => {
    const texts = { ...limitTexts(limits), storedBytes: '', uploadBytes: ' 1.5 ', runningExports: '0' };
    expect(limitsFrom(texts, limits)).toEqual({
      ...limits,
      ...{ storedBytes: null, uploadBytes: 1_500_000, runningExports: 1 },
    });
  });
});
