import { describe, expect, it } from 'vitest';
import type { ExportStatus } from '../../../src/contract/exports/status.ts';
import { announce } from '../../../src/editor/words/announcements.ts';
import { codecName, rateName } from '../../../src/editor/words/codecs.ts';
import {
  formatAge,
  formatBytes,
  formatCount,
  formatLength,
  formatOrdinal,
  formatPercent,
  formatSpeed,
  formatTaken,
  formatTimeLeft,
} from '../../../src/editor/words/numbers.ts';
import { stageWords } from '../../../src/editor/words/stage-words.ts';

const status = (patch: Partial<ExportStatus>): ExportStatus => ({
  jobId: 'job',
  projectName: 'Podcast',
  status: 'processing',
  progress: 0.5,
  stage: 'rendering',
  message: '',
  warnings: [],
  etaSeconds: null,
  speed: null,
  framesDone: 0,
  framesTotal: 0,
  queuePosition: null,
  attempt: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  seq: 1,
  ...patch,
});

describe('numbers', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [412_400_000, '412 MB'],
    [12_340_000, '12.3 MB'],
    [999_960_000, '1.0 GB'],
    [1_283_456_789, '1.3 GB'],
    [5e15, '5000 TB'],
  ])('%d bytes read %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0 %'],
    [0.001, '1 %'],
    [0.62, '62 %'],
    [0.9999, '99 %'],
    [1, '100 %'],
  ])('a progress of %d reads %s', (progress, text) => {
    expect(formatPercent(progress)).toBe(text);
  });

  it.each([
    [0, 'under 1 min left'],
    [50, 'under 1 min left'],
    [55, '1 min left'],
    [61, '2 min left'],
    [3540, '59 min left'],
    [3600, '1 h left'],
    [5700, '1 h 35 min left'],
  ])('%d seconds to go read %s', (seconds, text) => {
    expect(formatTimeLeft(seconds)).toBe(text);
  });

  it.each([
    [0.034, '0.03× realtime'],
    [0.5, '0.5× realtime'],
    [3.21, '3.2× realtime'],
    [41.7, '42× realtime'],
  ])('a speed of %d reads %s', (speed, text) => {
    expect(formatSpeed(speed)).toBe(text);
  });

  it.each([
    [0, '0:00'],
    [59.6, '1:00'],
    [545, '9:05'],
    [3753, '1:02:33'],
  ])('a length of %d seconds reads %s', (seconds, text) => {
    expect(formatLength(seconds)).toBe(text);
  });

  it.each([
    [0.84, '0.8 s'],
    [41, '41 s'],
    [720, '12 min'],
    [3900, '1 h 05 min'],
  ])('%d seconds taken read %s', (seconds, text) => {
    expect(formatTaken(seconds)).toBe(text);
  });

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [21, '21st'],
    [113, '113th'],
    [1001, '1,001st'],
  ])('place %d reads %s', (place, text) => {
    expect(formatOrdinal(place)).toBe(text);
  });

  it('ages are told in minutes, hours, then as a date', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    expect(formatAge('2026-03-01T11:59:40Z', now)).toBe('just now');
    expect(formatAge('2026-03-01T11:56:00Z', now)).toBe('4 min ago');
    expect(formatAge('2026-03-01T09:10:00Z', now)).toBe('3 h ago');
    expect(formatAge('2026-02-01T12:00:00Z', now)).toBe('Feb 1, 2026');
    expect(formatAge('never', now)).toBe('');
  });

  it('counts have thousands set off', () => {
    expect(formatCount(53_990)).toBe('53,990');
  });
});

describe('codecs and rates', () => {
  it('are written as people write them', () => {
    expect([codecName('h264'), codecName('vp9'), codecName('ffv1')]).toEqual(['H.264', 'VP9', 'ffv1']);
  });

  it.each([
    ['30000/1001', '29.97'],
    ['24000/1001', '23.976'],
    ['60000/1001', '59.94'],
    ['25/1', '25'],
    ['12.5', '12.5'],
    ['odd', 'odd'],
  ])('%s reads %s', (rate, text) => {
    expect(rateName(rate)).toBe(text);
  });
});

describe('stage words', () => {
  it('name the place in line', () => {
    expect(stageWords(status({ status: 'pending', queuePosition: 1 }))).toBe('Waiting, next in line');
    expect(stageWords(status({ status: 'pending', queuePosition: 3 }))).toBe('Waiting, 3rd in line');
    expect(stageWords(status({ status: 'pending' }))).toBe('Waiting');
  });

  it('of an export that has ended do not depend on its last stage', () => {
    expect(stageWords(status({ status: 'failed', stage: 'muxing' }))).toBe('Failed');
    expect(stageWords(status({ status: 'completed', stage: 'rendering' }))).toBe('Done');
  });

  it('use no word that only video engineers know', () => {
    const stages = [
      'queued',
      'probing',
      'planning',
      'rendering',
      'muxing',
      'verifying',
      'publishing',
    ] as const;
    const words = stages.map((stage) => stageWords(status({ stage }))).join(' ');
    expect(words).not.toMatch(/ffmpeg|mux|prob|encod|codec/i);
  });
});

describe('announcements', () => {
  it('say nothing of what was there when the page came', () => {
    expect(announce(undefined, [status({})]).text).toBe('');
  });

  it('say nothing of progress', () => {
    const { told } = announce(undefined, [status({})]);
    expect(announce(told, [status({ progress: 0.9, stage: 'muxing' })]).text).toBe('');
  });

  it('tell each change of state once', () => {
    const before = announce(undefined, [status({})]);
    const after = announce(before.told, [status({ status: 'completed' })]);
    expect(after.text).toBe('Podcast: done, ready to download.');
    expect(announce(after.told, [status({ status: 'completed' })]).text).toBe('');
  });

  it('tell of a new export, but not of old ones that were loaded later', () => {
    const { told } = announce(undefined, []);
    expect(announce(told, [status({ status: 'pending' })]).text).toBe('Podcast: waiting to start.');
    expect(announce(told, [status({ status: 'failed' })]).text).toBe('');
  });
});
