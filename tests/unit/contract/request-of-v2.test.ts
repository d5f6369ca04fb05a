import { describe, expect, test } from 'vitest';
import type { ConfigV2Input } from '../../../src/contract/config-v2/config-v2.ts';
import { outputFileOf, sourcesOf } from '../../../src/contract/exports/export-request.ts';
import { parseConfig } from '../../../src/contract/config/parse-config.ts';
import { usedSourcesOf } from '../../../src/timeline/edl.ts';
import { rational } from '../../../src/timeline/rational.ts';
import { episodeConfig, requestFrom } from './config-v2-samples.ts';

const ppm = (value: number) => rational(1_000_000_0 + value * 10, 1_000_000_0);

describe('the edit of an episode', () => {
  const { edl, outputs } = requestFrom(episodeConfig());
  const named = (id: string) => edl.sources.findIndex((source) => source.id === id);
  const wide = named('wide/a1');

  test('chains the files of an angle, in entries of its own', () => {
    expect(edl.sources[wide]).toEqual({
      id: 'wide/a1',
      name: 'Wide (GX010012)',
      path: 'GX010012.MP4',
      next: wide + 1,
    });
    expect(edl.sources[wide + 1]).toEqual({
      id: 'wide/a2',
      name: 'Wide (GX020012.MP4)',
      path: 'GX020012.MP4',
    });
    expect(edl.sources[named('close/b')]).toMatchObject({ name: 'close', path: 'cam2.mov' });
  });

  test('lays pictures by offset, drift and delay, exactly', () => {
    expect(edl.clips[0]?.views).toEqual([{ source: wide, inPoint: rational(-875, 1000), speed: ppm(12.5) }]);
    const [tile] = edl.clips[1]?.views ?? [];
    // −1.25 + 0.375 + 12.5 × 1.0000125
    expect(tile?.inPoint).toEqual(rational(1162515625n, 100_000_000n));
    expect(tile).toMatchObject({ area: { x: 0, width: 0.5 }, look: { fit: 'cover', focus: [0.4, 0.5] } });
    expect(edl.clips[1]?.transition).toEqual({ kind: 'dissolve', seconds: rational(1, 2) });
    expect(edl.clips[2]?.views).toEqual([{ source: named('intro'), inPoint: rational(1) }]);
  });

  test('lets every track be heard but under clips of their own, whose sound is a voice too', () => {
    const [mic, close, own, music] = edl.voices;
    expect(mic).toMatchObject({ gainDb: 2, channel: 'left' });
    expect(mic?.clips.map(({ source }) => source)).toEqual([
      named('mic'),
      named('mic'),
      undefined,
      named('mic'),
    ]);
    expect(mic?.clips[3]?.inPoint).toEqual(rational(432 * 100_000 - 320, 1_000_000));
    expect(close?.clips[3]).toEqual({
      source: named('close/b'),
      inPoint: rational(42),
      duration: rational(20),
    });
    expect(own?.clips.map(({ source }) => source)).toEqual([undefined, undefined, named('intro'), undefined]);
    expect(music).toMatchObject({ gainDb: -18, duckDb: 12, fadeIn: 1, fadeOut: 3 });
    expect(music?.clips[1]).toMatchObject({ duration: rational(19), isLooped: true });
    expect(edl.mastering).toEqual({ loudness: -16, truePeak: -1, fadeOut: 1.5 });
  });

  test('ends overlays with the programme', () => {
    expect(edl.overlays?.[0]).toMatchObject({ anchor: 'top-right', to: rational(54), fade: rational(3, 10) });
  });

  test('keeps every output apart, with what it shows of an angle', () => {
    expect(outputs.map(({ kind }) => kind)).toEqual(['movie', 'movie', 'sound', 'still', 'movie']);
    expect(outputs.map(outputFileOf)).toEqual([
      'output.mp4',
      'output-vertical.mp4',
      'output-audio.m4a',
      'output-poster.jpg',
      'output-proof.mp4',
    ]);
    const [, vertical, , , proof] = outputs;
    const look = { fit: 'cover', focus: [0.3, 0.5] };
    expect(vertical).toMatchObject({ burnsCaptions: true, range: { from: rational(10), to: rational(40) } });
    expect(vertical?.kind === 'movie' && [...vertical.looks]).toEqual([
      [wide, look],
      [wide + 1, look],
    ]);
    expect(proof).toMatchObject({
      quality: 'high',
      loudness: -14,
      rendition: { width: 1920, height: 1080, rate: rational(30000, 1001), codec: 'h264' },
    });
  });
});

test('without tracks the sound follows what is seen, of a layout its first tile', () => {
  const { edl } = requestFrom({ ...episodeConfig(), sound: {} });
  const ids = edl.voices[0]?.clips.map(({ source = -1 }) => edl.sources[source]?.id);
  expect(ids).toEqual(['wide/a1', 'wide/a1', 'intro', 'close/b']);
  // Sound has no picture delay.
  expect(edl.voices[0]?.clips[0]?.inPoint).toEqual(rational(-5, 4));
});

test('switch points become shots: from the first angle on, to the end of the range', () => {
  const { shots: _shots, ...config } = episodeConfig({ chapters: [] });
  const switchPoints = [
    { time: 30, angleId: 'both' },
    { time: 5, angleId: 'close' },
    { time: 12, angleId: 'wide' },
    { time: 90, angleId: 'close' },
  ];
  const { edl } = requestFrom({ ...config, multicam: { range: [10, 50], switchPoints } });
  const seconds = edl.clips.map(({ duration }) => Number(duration.num / duration.den));
  expect(seconds).toEqual([2, 18, 20]);
  expect(edl.clips.map(({ views }) => views.length)).toEqual([1, 1, 2]);
});

test('the sources that are read are those that the edit uses', () => {
  for (const sound of [episodeConfig().sound, undefined, { follow: false }]) {
    const parsed = parseConfig({
      ...episodeConfig(),
      sound,
      overlays: sound ? [] : episodeConfig().overlays,
    });
    if (!parsed.isOk) throw new Error(parsed.problem.message);
    const listed = sourcesOf(parsed.config).flatMap(({ isUsed }, index) => (isUsed ? [index] : []));
    expect(listed).toEqual(
      [...usedSourcesOf(requestFrom(parsed.config as ConfigV2Input).edl)].sort((a, b) => a - b),
    );
  }
});
