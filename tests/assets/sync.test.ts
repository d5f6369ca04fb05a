import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSynchroniser, type Synchronise } from '../../src/assets/synchronise.ts';
import { runMediaTool } from '../media/footage/run-media-tool.ts';
import { record, type Microphone } from '../unit/sync/support/talk.ts';
import { onFirstBytes } from '../children/test-children.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

let workshop: Workshop;
let synchronise: Synchronise;

beforeAll(async () => {
  workshop = await openWorkshop();
  const { tools, sources, folder } = workshop;
  synchronise = createSynchroniser({
    tools,
    roots: { library: sources, extra: [] },
    folder: join(folder, 'listening'),
  });
}, 600_000);

afterAll(async () => workshop[Symbol.asyncDispose]());

/** A camera's file: a grey picture and what its microphone heard. */
async function film(name: string, microphone: Microphone, args: readonly string[] = []): Promise<string> {
  const sound = record(microphone);
  await runMediaTool(
    'ffmpeg',
    [
      ...['-v', 'error', '-f', 's16le', '-ar', '8000', '-ac', '1', '-i', 'pipe:0'],
      ...['-f', 'lavfi', '-i', `color=c=gray:s=64x64:r=5:d=${microphone.seconds}`],
      ...['-map', '1:v', '-map', '0:a', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50'],
      ...['-ar', '48000', '-c:a', 'aac', '-b:a', '96k', ...args, join(workshop.sources, name)],
    ],
    { feeds: [[new Uint8Array(sound.buffer)]] },
  );
  return name;
}

/**
 * Some containers cannot hide the run-up of their codec: in a transport stream the track, and with it the source's
 * time zero, begins one AAC packet before the first sound; in AVI the sound comes as late as LAME makes it.
 */
function runUpOf(name: string): number {
  if (name.endsWith('.avi')) return 1105 / 48_000;
  return name.endsWith('.ts') ? 1024 / 48_000 : 0;
}

const stage = { talk: 5, noise: 0.002 } as const;

describe('cameras of one take are found to a thousandth of a second', () => {
  const cameras: [string, Partial<Microphone>, string[]][] = [
    ['seven.mp4', { startsAt: -7.3, seconds: 60, driftPpm: 200, echo: [0.017, 0.5] }, []],
    ['ninety.mkv', { startsAt: 95.4, seconds: 80, driftPpm: -200, dullness: 0.5 }, ['-c:a', 'flac']],
    ['nine-minutes.mov', { startsAt: 540, seconds: 75, driftPpm: 120, gain: 0.05 }, ['-c:a', 'pcm_s16le']],
    ['late-clock.ts', { startsAt: 30, seconds: 70, driftPpm: -35 }, ['-output_ts_offset', '7']],
    ['mp3.avi', { startsAt: 200, seconds: 60 }, ['-c:a', 'mp3']],
    ['opus.webm', { startsAt: 300, seconds: 60, noise: 0.01 }, ['-c:v', 'libvpx', '-c:a', 'libopus']],
  ];

  test('from seven seconds early to nine minutes late, with clocks that run apart', async () => {
    const reference = await film('reference.mp4', { ...stage, seconds: 620 });
    for (const [index, [name, microphone, args]] of cameras.entries()) {
      await film(name, { ...stage, seconds: 60, noiseSeed: index + 2, ...microphone }, args);
    }
    const results = await synchronise({ reference, others: cameras.map(([name]) => name) });
    for (const [index, [name, { startsAt = 0, driftPpm = 0, seconds = 60 }]] of cameras.entries()) {
      const result = results[index];
      expect(result, JSON.stringify(result)).toMatchObject({ filePath: name, verdict: 'matched' });
      const { offsetSeconds = 0, driftPpm: drift = 0, confidence = 0 } = result ?? {};
      expect(confidence).toBeGreaterThanOrEqual(0.5);
      const truthAt = (t: number): number => (t - startsAt) * (1 + driftPpm * 1e-6) + runUpOf(name);
      const foundAt = (t: number): number => offsetSeconds + t * (1 + drift * 1e-6);
      // At both ends of what they have in common, and so everywhere between.
      for (const t of [Math.max(0, startsAt), Math.min(620, startsAt + seconds)]) {
        expect(Math.abs(foundAt(t) - truthAt(t)), `${name} at ${t} s`).toBeLessThan(0.001);
      }
    }
    expect(await readdir(join(workshop.folder, 'listening'))).toEqual([]);
  }, 600_000);
});

test('recordings in several files are one, also where the first of them has nothing in common', async () => {
  const whole = [
    await film('whole-1.mp4', { ...stage, seconds: 60 }),
    await film('whole-2.mp4', { ...stage, startsAt: 60, seconds: 80, noiseSeed: 3 }),
  ];
  const early = [
    await film('early-1.mp4', { ...stage, startsAt: -50, seconds: 45, noiseSeed: 4 }),
    await film('early-2.mp4', { ...stage, startsAt: -5, seconds: 60, noiseSeed: 5 }),
  ];
  const late = await film('late.mp4', { ...stage, startsAt: 70.5, seconds: 60, noiseSeed: 6 });
  const results = await synchronise({ reference: whole, others: [early, late] });
  expect(results).toMatchObject([
    { filePath: 'early-1.mp4', verdict: 'matched' },
    { filePath: 'late.mp4', verdict: 'matched' },
  ]);
  for (const [index, offset] of [50, -70.5].entries())
    expect(Math.abs((results[index]?.offsetSeconds ?? 0) - offset)).toBeLessThan(0.001);
  expect(await readdir(join(workshop.folder, 'listening'))).toEqual([]);
}, 600_000);

describe('what cannot be matched is said to be so', () => {
  test('another take, silence, and no sound at all', async () => {
    const reference = await film('here.mp4', { ...stage, seconds: 90 });
    const others = [
      await film('elsewhere.mp4', { talk: 77, seconds: 90 }),
      await film('silent.mp4', { talk: 5, seconds: 60, gain: 0 }),
      await film('mute.mp4', { talk: 5, seconds: 10 }, ['-an']),
    ];
    const results = await synchronise({ reference, others });
    expect(results.map(({ verdict }) => verdict)).toEqual(['no-match', 'silent', 'no-sound']);
    for (const result of results) {
      expect(result).toMatchObject({ offsetSeconds: 0, driftPpm: 0, confidence: 0 });
      expect(result.message).toContain(result.filePath);
    }
    const turned = await synchronise({ reference: 'mute.mp4', others: ['here.mp4'] });
    expect(turned).toMatchObject([{ filePath: 'here.mp4', verdict: 'no-sound' }]);
    expect(turned[0]?.message).toBe('mute.mp4 has no sound. Choose another camera as the reference.');
  }, 600_000);

  test('files that only name other files, that are none, or that lie elsewhere are refused', async () => {
    await film('good.mp4', { ...stage, seconds: 20 });
    await writeFile(join(workshop.sources, 'list.mp4'), 'ffconcat version 1.0\nfile good.mp4\n');
    await mkdir(join(workshop.sources, 'folder.mp4'));
    for (const name of ['list.mp4', 'folder.mp4', 'missing.mp4', '../../../etc/passwd', '/etc/passwd']) {
      await expect(synchronise({ reference: 'good.mp4', others: [name] })).rejects.toMatchObject({
        problem: { code: expect.stringMatching(/^SOURCE_|PATH_FORBIDDEN/) },
      });
    }
    expect(await readdir(join(workshop.folder, 'listening'))).toEqual([]);
  });
});

test('a request that is given up leaves no child and no file', async () => {
  await film('long.mp4', { ...stage, seconds: 60 });
  const { tools, folder } = workshop;
  const giveUp = new AbortController();
  const children = onFirstBytes(tools.children, () => giveUp.abort('gone'));
  const own = createSynchroniser({
    tools: { ...tools, children },
    roots: { library: workshop.sources, extra: [] },
    folder: join(folder, 'given-up'),
  });
  await expect(own({ reference: 'long.mp4', others: ['long.mp4'] }, giveUp.signal)).rejects.toBe('gone');
  expect(tools.children.stats()).toMatchObject({ running: 0, waiting: 0 });
  expect(await readdir(join(folder, 'given-up'))).toEqual([]);
});
