import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/contract/config/parse-config.ts';
import { episodeConfig } from './config-v2-samples.ts';

function issuesOf(changes: object): Record<string, string> {
  const parsed = parseConfig({ ...episodeConfig(), ...changes });
  if (parsed.isOk) throw new Error('the config was accepted');
  return Object.fromEntries((parsed.problem.issues ?? []).map(({ path, message }) => [path, message]));
}

const shot = { show: 'wide', from: 0, to: 10 };
const movie = { id: 'm', format: 'mp4', width: 640, height: 360, fps: 30 };

test('a config that uses everything is accepted, and again as it was checked', () => {
  const parsed = parseConfig(episodeConfig());
  expect(parsed).toMatchObject({ isOk: true, config: { version: 2, priority: 0 } });
  expect(parseConfig(parsed.isOk && JSON.parse(JSON.stringify(parsed.config)))).toEqual(parsed);
});

describe('a key that is not known is refused by name', () => {
  test('at the top, with the key that was meant', () => {
    expect(issuesOf({ overlay: [] })).toEqual({
      overlay: 'is not a key of a config of version 2; did you mean "overlays"?',
    });
  });

  test('in the depths', () => {
    expect(issuesOf({ shots: [{ ...shot, tranzition: {} }] })).toMatchObject({
      'shots[0].tranzition': 'is not a key of a config of version 2; did you mean "transition"?',
    });
    expect(issuesOf({ outputs: [{ ...movie, frames: { wide: { focsu: [0, 0] } } }] })).toEqual({
      'outputs[0].frames.wide.focsu': 'is not a key of a config of version 2; did you mean "focus"?',
    });
  });

  test('without a guess where nothing is near', () => {
    expect(issuesOf({ watermark: {} })).toEqual({ watermark: 'is not a key of a config of version 2' });
  });
});

describe('everything that does not fit together is listed with its path', () => {
  test.each<[string, object, string, string]>([
    [
      'a shot of nobody',
      { shots: [{ ...shot, show: 'wid' }] },
      'shots[0].show',
      'names no angle or layout; did you mean "wide"?',
    ],
    ['a shot of nothing', { shots: [{ from: 0, to: 1 }] }, 'shots[0].show', 'is missing'],
    [
      'a shot of both kinds',
      { shots: [{ ...shot, source: 'intro' }] },
      'shots[0].source',
      'must be left out where "show" says what is seen',
    ],
    [
      'a shot that ends before it begins',
      { shots: [{ ...shot, to: -1 }] },
      'shots[0].to',
      'must be after from',
    ],
    ['no programme', { shots: undefined }, 'shots', 'is missing'],
    [
      'two programmes',
      { multicam: { range: [0, 1], switchPoints: [{ time: 0, angleId: 'wide' }] } },
      'multicam',
      'must be left out where there are shots',
    ],
    [
      'a transition into the first shot',
      { shots: [{ ...shot, transition: { kind: 'dissolve', seconds: 1 } }] },
      'shots[0].transition',
      'must be left out: no shot comes before it',
    ],
    [
      'a transition longer than a shot',
      {
        shots: [
          { ...shot, to: 1 },
          { ...shot, transition: { kind: 'dissolve', seconds: 3 } },
        ],
      },
      'shots[1].transition.seconds',
      'is too long: the transitions take 1.50 s of shot 1, which has 1.00 s',
    ],
    [
      'two sources of one id',
      { sources: [...episodeConfig().sources, { id: 'b', filePath: 'x.mp4' }] },
      'sources[8].id',
      'is the id of another source',
    ],
    [
      'a layout called as an angle',
      { layouts: [{ id: 'wide', tiles: [{ angle: 'close', x: 0, y: 0, width: 1, height: 1 }] }] },
      'layouts[0].id',
      'is the id of another angle or layout',
    ],
    [
      'a tile beyond the frame',
      { layouts: [{ id: 'both', tiles: [{ angle: 'close', x: 0.6, y: 0, width: 0.5, height: 1 }] }] },
      'layouts[0].tiles[0].width',
      'is too wide: x + width must be at most 1',
    ],
    [
      'tracks that follow',
      { sound: { tracks: [], follow: true } },
      'sound.follow',
      'must be left out where there are tracks',
    ],
    [
      'a peak without a loudness',
      { sound: { truePeak: -1 } },
      'sound.truePeak',
      'needs a loudness beside it',
    ],
    [
      'an angle with an offset of its own',
      { sound: { tracks: [{ angle: 'close', offset: 1 }] } },
      'sound.tracks[0].offset',
      'must be left out: the angle has its own',
    ],
    [
      'a title nobody sees',
      { titles: [{ text: 'x', style: 'plain', from: 100, to: 110 }] },
      'titles[0].from',
      'lies behind the end of the programme, which lasts 54 s',
    ],
    [
      'a sound with a width',
      { outputs: [{ id: 'a', format: 'mp3', width: 100 }] },
      'outputs[0].width',
      'means nothing for an output of sound alone',
    ],
    ['a picture of no instant', { outputs: [{ id: 'a', format: 'png' }] }, 'outputs[0].at', 'is missing'],
    ['an output of no format', { outputs: [{ id: 'a' }] }, 'outputs[0].format', 'is missing'],
    ['two outputs of one id', { outputs: [movie, movie] }, 'outputs[1].id', 'is the id of another output'],
    [
      'H.264 in WebM',
      { outputs: [{ ...movie, format: 'webm', codec: 'h264' }] },
      'outputs[0].codec',
      'WebM cannot hold H.264; choose "copy" for WebM, or the format "mp4"',
    ],
    [
      'a range past the end',
      { outputs: [{ ...movie, range: [60, 70] }] },
      'outputs[0].range',
      'lies behind the end of the programme, which lasts 54 s',
    ],
    [
      'captions from nowhere',
      { captions: undefined, outputs: [{ ...movie, burnCaptions: true }] },
      'outputs[0].burnCaptions',
      'needs captions, and the config has none',
    ],
    [
      'a name that leads out of the folder',
      { outputs: [{ ...movie, id: '../x' }] },
      'outputs[0].id',
      'must be 1 to 64 letters, digits, dots, underscores or hyphens, and must not start with a dot',
    ],
    [
      'an address with a password',
      { webhook: { url: 'https://me:pw@example.com' } },
      'webhook.url',
      'must be an http or https address without a user name or a password',
    ],
  ])('%s', (_, changes, path, message) => {
    expect(issuesOf(changes)).toMatchObject({ [path]: message });
  });

  test('all at once', () => {
    const found = issuesOf({ sources: [{ id: 'x', filePath: '' }], outputs: [{ ...movie, fps: 'fast' }] });
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['sources[0].filePath', 'angles[0].files[0]', 'outputs[0].fps']),
    );
  });
});
