import { describe, expect, it } from 'vitest';
import { aboutTime, planSentence } from '../../../../src/editor/studio/export/plan-words.ts';
import { uploadTrouble } from '../../../../src/client/sending/upload-words.ts';
import { nameFrom } from '../../../../src/editor/words/file-names.ts';
import { offsetWords, syncSentence } from '../../../../src/editor/studio/panels/sync-words.ts';
import { samplePlan } from '../../../e2e/support/samples.ts';

describe('what an export will take', () => {
  it('is told in one sentence', () => {
    const plan = { ...samplePlan(29.97), estimatedSeconds: 125 };
    expect(planSentence(plan)).toMatch(/^About 2 min\. 9\d % keeps its original quality\.$/);
    const anew = { ...plan, summary: { ...plan.summary, copiedFrames: 0 }, estimatedSeconds: 4 };
    expect(planSentence(anew)).toBe('A few seconds. Everything is re-encoded.');
    const prepared = { ready: 1, exportSeconds: 18, problem: undefined };
    expect(planSentence(anew, prepared)).toBe('Ready: about 20 s. Everything is re-encoded.');
    const halfway = planSentence(anew, { ...prepared, ready: 0.5 });
    expect(halfway).toBe('About 20 s, 50 % of it prepared. Everything is re-encoded.');
    expect(planSentence(anew, { ...prepared, ready: 0 })).toBe('A few seconds. Everything is re-encoded.');
  });

  it.each([
    [3, 'A few seconds'],
    [38, 'About 40 s'],
    [58, 'About 1 min'],
    [640, 'About 11 min'],
    [3600, 'About 1 h'],
    [4800, 'About 1 h 20 min'],
  ])('%i seconds are %s', (seconds, words) => {
    expect(aboutTime(seconds)).toBe(words);
  });
});

describe('why an upload stands still', () => {
  const answered = (status: number, body = '') => ({ status, body });

  it('is the server’s own sentence where there is one', () => {
    expect(uploadTrouble(answered(415, '{"error":"notes.mp4 holds no pictures."}'))).toBe(
      'notes.mp4 holds no pictures.',
    );
    expect(uploadTrouble(answered(400, 'The name is too long.\n'))).toBe('The name is too long.');
  });

  it('and otherwise ours', () => {
    expect(uploadTrouble(answered(0))).toMatch(/^The connection is lost/);
    expect(uploadTrouble(answered(507))).toMatch(/no space/);
    expect(uploadTrouble(answered(502, '<html>Bad gateway</html>'))).toMatch(/in trouble/);
  });
});

describe('names and times', () => {
  it('a file is called as people would call it', () => {
    expect(nameFrom('takes/camera_2.final.mp4')).toBe('Camera 2 final');
    expect(nameFrom('Gast.mov')).toBe('Gast');
    expect(nameFrom('.mp4')).toBe('.mp4');
  });

  it('a camera’s place in time is told with how it was found', () => {
    expect(offsetWords({ offsetSeconds: 0, driftPpm: 0, sync: 'none' })).toBe('Not synchronised');
    expect(offsetWords({ offsetSeconds: -1.5, driftPpm: 23.4, sync: 'sound' })).toBe(
      'By sound: −1.500 s, +23 ppm',
    );
    expect(offsetWords({ offsetSeconds: 2, driftPpm: 0.2, sync: 'hand' })).toBe('By hand: +2.000 s');
    expect(offsetWords({ offsetSeconds: 0, driftPpm: 0, sync: 'none', isReference: true })).toBe('Reference');
  });

  it('what was synchronised is told in one sentence', () => {
    const matched = { verdict: 'matched', spreadSeconds: 0.0031 } as const;
    const missed = { verdict: 'no-match', spreadSeconds: 0 } as const;
    expect(syncSentence([matched, matched])).toBe('3 cameras in sync, ±4 ms');
    expect(syncSentence([matched, matched], { hasRecorders: true })).toBe('3 recordings in sync, ±4 ms');
    expect(syncSentence([matched, missed])).toBe('2 of 3 cameras in sync, ±4 ms');
    expect(syncSentence([missed])).toBe('The cameras did not match');
  });
});
