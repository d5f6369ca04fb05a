import { expect, test } from 'vitest';
import { contentOf, parseConfig, type ExportConfig } from '../../../src/contract/config/parse-config.ts';
import { sampleConfig } from './config-samples.ts';
import { movieOf } from './movie-of.ts';

function parsed(overrides: Record<string, unknown> = {}): ExportConfig {
  const result = parseConfig(sampleConfig(overrides));
  if (!result.isOk) throw new Error(result.problem.message);
  return result.config;
}

function textOf(config: ExportConfig): string {
  return [...contentOf(config)].join('');
}

test('the same export made at another time has the same content', () => {
  expect(textOf(parsed({ createdAt: '2030-01-01T00:00:00.000Z' }))).toBe(textOf(parsed()));
});

test('keys in another order and keys nobody knows do not change the content', () => {
  const reversed = Object.fromEntries(Object.entries(sampleConfig()).reverse());
  const result = parseConfig({ ...reversed, status: 'pending' });
  expect(result.isOk && textOf(result.config)).toBe(textOf(parsed()));
});

test('defaults written out and left out are the same content', () => {
  const { includeAudio: _audio, format: _format, codec: _codec, ...output } = sampleConfig().output;
  expect(textOf(parsed({ output }))).toBe(textOf(parsed()));
});

test.each([
  ['a cut', { segments: [{ sourceIndex: 0, startTime: 0, endTime: 12.6 }] }],
  ['the name', { projectName: 'Episode 13' }],
  ['the output', { output: { ...sampleConfig().output, codec: 'h264' } }],
])('another content is told apart: %s', (_what, overrides) => {
  expect(textOf(parsed(overrides))).not.toBe(textOf(parsed()));
});

test('the edit decision list has exact times and the names of the sources', () => {
  const { sources, clips, voices } = movieOf(parsed()).edl;
  expect(sources[1]).toEqual({ id: 'media-002', name: 'Camera 2', path: 'camera2.mp4' });
  const [inPoint, duration] = [
    { num: 20n, den: 1n },
    { num: 26n, den: 25n },
  ];
  expect(clips[2]).toEqual({ duration, views: [{ source: 1, inPoint }] });
  expect(voices.map((voice) => voice.clips[2])).toEqual([{ duration, inPoint, source: undefined }]);
});

test('a time of floating-point noise is what its digits say', () => {
  const segments = [{ sourceIndex: 0, startTime: 0.1, endTime: 0.30000000000000004 }];
  const [clip] = movieOf(parsed({ segments })).edl.clips;
  expect(clip?.views[0]?.inPoint).toEqual({ num: 1n, den: 10n });
});

test('23.976 frames per second are 24000/1001', () => {
  const output = { ...sampleConfig().output, fps: 23.976 };
  expect(movieOf(parsed({ output })).request.rate).toEqual({ num: 24000n, den: 1001n });
});
