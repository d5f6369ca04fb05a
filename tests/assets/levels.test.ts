import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLevelReader } from '../../src/assets/read-levels.ts';
import { createSynchroniser } from '../../src/assets/synchronise.ts';
import { unpackLevels } from '../../src/autocut/levels.ts';
import { openSuggestions, type Suggestions } from '../../src/server/runtime/open-suggestions.ts';
import { listenTask } from '../../src/threads/cut-task.ts';
import { defaultCutKnobs, defaultTrimKnobs } from '../../src/contract/cutting/cut-knobs.ts';
import { runMediaTool } from '../media/footage/run-media-tool.ts';
import { soundingTalk, talkSampleRate, type SoundingTalk } from '../unit/autocut/support/talk-sound.ts';
import { openWorkshop, settle, type Workshop } from './support/workshop.ts';

let workshop: Workshop;
let suggestions: Suggestions;
let talk: SoundingTalk;
const seconds = 60;

beforeAll(async () => {
  workshop = await openWorkshop();
  const { tools, sources, proxies } = workshop;
  const { signal } = new AbortController();
  suggestions = openSuggestions({
    ...{ tools, roots: { library: sources, extra: [] }, folder: proxies, signal },
    listen: async (task) => listenTask(task),
  });
  talk = soundingTalk(3, { seconds, speakers: 2 });
  await write('anna.wav', talk.record(0), []);
  await write('ben.wav', talk.record(1, 4), []);
  const picture = [
    '-f',
    'lavfi',
    '-i',
    `color=c=gray:s=64x64:r=5:d=${seconds}`,
    '-map',
    '1:v',
    '-map',
    '0:a',
  ];
  await write('wide.mp4', talk.record(undefined), [
    ...picture,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-c:a',
    'aac',
  ]);
}, 600_000);

afterAll(async () => workshop[Symbol.asyncDispose]());

async function write(name: string, samples: Int16Array, args: readonly string[]): Promise<void> {
  const input = ['-v', 'error', '-f', 's16le', '-ar', String(talkSampleRate), '-ac', '1', '-i', 'pipe:0'];
  await runMediaTool('ffmpeg', [...input, ...args, '-ar', '48000', join(workshop.sources, name)], {
    feeds: [[new Uint8Array(samples.buffer)]],
  });
}

const clock = { offsetSeconds: 0, driftPpm: 0 };
const angles = [
  { id: 'a', filePath: 'wide.mp4', ...clock, shows: ['anna'] },
  { id: 'b', filePath: 'wide.mp4', ...clock, shows: ['ben'] },
  { id: 'w', filePath: 'wide.mp4', ...clock, shows: 'wide' as const },
];
const speakers = [
  { id: 'anna', filePath: 'anna.wav', ...clock },
  { id: 'ben', filePath: 'ben.wav', offsetSeconds: -4, driftPpm: 0 },
];

describe('recorders and cameras on the disk', () => {
  test('a first cut shows who speaks, from files without a picture that began at other times', async () => {
    const order = { take: { angles, speakers, range: undefined }, knobs: defaultCutKnobs, fps: 25 };
    const { shots, speakers: heard, warnings } = await suggestions.suggestCuts(order);
    expect(warnings).toEqual([]);
    expect(heard.map(({ id }) => id)).toEqual(['anna', 'ben']);
    let [right, all] = [0, 0];
    for (let at = 0.01; at < seconds; at += 0.02) {
      const speaking = talk.truth.filter(({ from, to }) => from <= at && at < to && to - from > 0.7);
      const shot = shots.find(({ from, to }) => from <= at && at < to);
      if (speaking.length === 0) continue;
      all += 1;
      const isSeen = speaking.some(({ speaker }) => shot?.angleId === ['a', 'b'][speaker]);
      if (isSeen || shot?.angleId === 'w') right += 1;
    }
    expect(right / all).toBeGreaterThan(0.97);
    for (const { from } of shots) expect(from * 25).toBeCloseTo(Math.round(from * 25), 6);
    expect(await suggestions.suggestCuts(order)).toEqual({
      shots,
      speakers: heard,
      warnings,
      angles: expect.anything(),
    });
  }, 600_000);

  test('silences to take out lie in no word', async () => {
    const take = { angles: [], speakers, range: { from: 0, to: seconds } };
    const knobs = { ...defaultTrimKnobs, longerThanSeconds: 0.8 };
    const { trims, firstWord, seconds: taken } = await suggestions.suggestTrims({ take, knobs });
    expect(trims.length).toBeGreaterThan(0);
    expect(taken).toBeGreaterThan(0);
    expect(Math.abs((firstWord ?? 0) - (talk.truth[0]?.from ?? 0))).toBeLessThan(0.15);
    for (const trim of trims)
      expect(talk.truth.filter(({ from, to }) => trim.from < to && trim.to > from)).toEqual([]);
  });

  test('each file is decoded once: what was heard lies beside the proxies', async () => {
    const { tools, sources, proxies, ends } = workshop;
    const before = ends.length;
    const read = createLevelReader({ tools, roots: { library: sources, extra: [] }, folder: proxies });
    const levels = unpackLevels(await read('anna.wav'));
    expect(levels).toHaveLength(seconds * 100);
    expect(ends).toHaveLength(before);
    const view = await settle(await workshop.open(), 'wide.mp4');
    expect(view.levels).toMatchObject({ count: expect.any(Number), perSecond: 100 });
    expect((await readdir(proxies)).length).toBeGreaterThan(2);
  }, 600_000);

  test('recorders without a picture are put into step by their sound', async () => {
    const { tools, sources, folder } = workshop;
    const sync = createSynchroniser({
      tools,
      roots: { library: sources, extra: [] },
      folder: join(folder, 'listening'),
    });
    const [found] = await sync({ reference: 'wide.mp4', others: ['ben.wav'] });
    expect(found).toMatchObject({ verdict: 'matched' });
    expect(found?.offsetSeconds).toBeCloseTo(-4, 2);
  }, 600_000);
});

test('a speaker without sound, a text and a missing file are refused by name; a mute camera is not', async () => {
  await writeFile(join(workshop.sources, 'words.wav'), 'no sound at all');
  const mute = ['-f', 'lavfi', '-i', 'color=c=gray:s=64x64:r=5:d=2', '-c:v', 'libx264'];
  await runMediaTool('ffmpeg', ['-v', 'error', ...mute, join(workshop.sources, 'mute.mp4')]);
  for (const [filePath, code] of [
    ['words.wav', 'SOURCE_NOT_MEDIA'],
    ['missing.wav', 'SOURCE_NOT_FOUND'],
    ['mute.mp4', 'SOURCE_UNSUPPORTED'],
    ['../../etc/passwd', 'PATH_FORBIDDEN'],
  ] as const) {
    const take = { angles, speakers: [{ id: 'anna', filePath, ...clock }], range: undefined };
    const failed = suggestions.suggestCuts({ take, knobs: defaultCutKnobs, fps: undefined });
    await expect(failed, filePath).rejects.toMatchObject({ problem: { code } });
  }
  const cameras = [...angles.slice(0, 2), { id: 'm', filePath: 'mute.mp4', ...clock }];
  const take = { angles: cameras, speakers, range: undefined };
  const { angles: seen } = await suggestions.suggestCuts({ take, knobs: defaultCutKnobs, fps: undefined });
  expect(seen.at(-1)).toEqual({ id: 'm', shows: 'wide', isGuessed: true });
}, 600_000);
