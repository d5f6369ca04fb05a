import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import { filmWith, heardAs, joinedSound, noiseFile, replaceSoundEdits } from './footage/sound-film.ts';
import type { Footage } from './footage/spec.ts';
import { judgedClip as clip, type JudgedEdit } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
let film: Footage;
const rate = { num: 10, den: 1 };
const size = { width: 160, height: 90 };
const seconds = 6;

beforeAll(async () => {
  studio = await openStudio();
  film = await makeFootage({ camera: 0, frames: 60, rate, size, gop: 20, audio: false, preset: 'ultrafast' });
});
afterAll(() => studio[Symbol.asyncDispose]());

const all: readonly [number, number] = [0, seconds];
const ac3 = ['-c:a', 'ac3', '-b:a', '384k'];
const make = (name: string, args: readonly string[]) => filmWith({ folder: studio.folder, film, name }, args);
const noise = (...args: readonly [readonly [number, number], Parameters<typeof noiseFile>[2]?]) =>
  noiseFile(studio.folder, ...args);

/** Two clips, the second from behind the middle. */
const twoClips = (sources: readonly Footage[]) => [clip(0, 0.35, 1.7), clip(sources.length - 1, 2.4, 5.6)];

/** Exports clips; answers what the oracle and the export complain of. */
async function judged(
  sources: readonly Footage[],
  {
    format = 'mp4',
    clips = twoClips(sources),
  }: { format?: 'mp4' | 'webm'; clips?: JudgedEdit['clips'] } = {},
) {
  const edit: JudgedEdit = { rate, ...size, includeAudio: true, sources, clips };
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy', format });
  const { outcome } = exported;
  return {
    complaints,
    warnings: outcome.kind === 'completed' ? outcome.warnings.map(({ code }) => code) : [],
  };
}

describe('sound that changes in the middle of its file goes on', () => {
  it.each(['mkv', 'ts'])('AC-3 from stereo to 5.1 in %s', async (suffix) => {
    const center = ['-af', 'pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0'];
    const parts = [
      // 94 packets, filled but for the encoder's delay.
      [...(await noise([0, (94 * 1536 - 256) / 48_000])), ...ac3],
      [...(await noise([(94 * 1536) / 48_000, seconds])), ...center, ...ac3],
    ];
    const sound = await joinedSound(studio.folder, 'ac3', parts);
    const source = await make(`ac3.${suffix}`, ['-i', sound, '-map', '0:v', '-map', '1:a', '-c', 'copy']);
    // The encoder's delay, which nothing in AC-3 tells of.
    const heard = heardAs(source, { voiceOriginSeconds: 256 / 48_000, startSeconds: 256 / 48_000 });
    expect((await judged([heard])).complaints).toEqual([]);
  });

  it('MP2 from 48 to 44.1 kHz', async () => {
    const parts = [
      [...(await noise([0, 3])), '-c:a', 'mp2'],
      [...(await noise([3, seconds], { rate: 44_100 })), '-c:a', 'mp2'],
    ];
    const sound = await joinedSound(studio.folder, 'mp2', parts);
    const source = await make('mp2.mkv', ['-i', sound, '-map', '0:v', '-map', '1:a', '-c', 'copy']);
    const { complaints } = await judged([source]);
    expect(complaints.filter((words) => /silent|not voice/.test(words))).toEqual([]);
  });
});

describe('timestamps that jitter', () => {
  it('make no silence, and lost packets are holes all the same', async () => {
    const encoded = await make('opus.mkv', [...(await noise(all)), '-c:v', 'copy', '-c:a', 'libopus']);
    const jitter = await filmWith({ folder: studio.folder, film: encoded, name: 'jitter.mkv' }, [
      ...['-c', 'copy', '-bsf:a', "setts=ts='PTS+round(9*sin(N*N*7.3))'"],
    ]);
    const { complaints } = await judged([jitter]);
    expect(complaints.filter((words) => words.includes('silent'))).toEqual([]);
    // Where it is drawn back into its place it is not the very same wave for a moment.
    expect(complaints.filter((words) => words.includes('not voice')).length).toBeLessThan(3);
    const lost = await filmWith({ folder: studio.folder, film: encoded, name: 'lost.mkv' }, [
      ...['-c', 'copy', '-bsf:a', String.raw`noise=drop=between(n\,150\,199)`],
    ]);
    expect((await judged([heardAs(lost, { holes: [[2.9935, 3.9935]] })])).complaints).toEqual([]);
  });
});

describe('an edit list of several pieces', () => {
  it('plays each at its place, to the sample', async () => {
    const source = await make('edits.mp4', [
      ...(await noise(all)),
      '-c:v',
      'copy',
      '-c:a',
      'aac',
      '-b:a',
      '192k',
    ]);
    const priming = 1024 / 48_000;
    await replaceSoundEdits(source, [
      [2.0, 0.1234 + priming],
      [0.2, -1],
      [3.8, 2.1034 + priming],
    ]);
    const first = heardAs(source, { voiceOriginSeconds: -0.1234, endSeconds: 2 });
    const second = heardAs(source, { voiceOriginSeconds: 2.2 - 2.1034, startSeconds: 2.2 });
    expect((await judged([first, second])).complaints).toEqual([]);
  });
});

describe('any number of channels comes out as stereo', () => {
  it.each([[[1, 3, 4]], [[6, 8, 10]], [[16, 32, 60]]])('%j channels', async (counts) => {
    const sources = await Promise.all(
      counts.map(async (channels) =>
        make(`${channels}.mov`, [
          ...(await noise([0, 2], { channels })),
          ...['-c:v', 'copy', '-c:a', 'pcm_s16le'],
        ]),
      ),
    );
    const clips = sources.map((_, i) => clip(i, 0.35, 1.7));
    expect((await judged(sources, { clips })).complaints).toEqual([]);
  });
});

describe('several sound tracks', () => {
  it('mono ones are heard together, and the export says so', async () => {
    const nothing = await noise(all, { channels: 1, silent: [0] });
    const source = await make('mono.mov', [
      ...[...nothing, ...(await noise(all, { channels: 1 })), '-map', '0:v', '-map', '1:a', '-map', '2:a'],
      ...['-c:v', 'copy', '-c:a', 'pcm_s16le'],
    ]);
    expect(await judged([source])).toEqual({ complaints: [], warnings: ['SOUND_MIXED'] });
  });

  it('a commentary is not taken for the sound', async () => {
    const nothing = await noise(all, { silent: [0, 1] });
    const source = await make('tracks.mkv', [
      ...[
        ...nothing,
        ...(await noise(all)),
        ...(await noise(all)),
        '-map',
        '0:v',
        '-map',
        '1:a',
        '-map',
        '2:a',
      ],
      ...['-c:v', 'copy', '-c:a', 'flac', '-disposition:a:0', 'comment', '-disposition:a:1', 'default'],
    ]);
    expect(await judged([source])).toEqual({ complaints: [], warnings: ['SOUND_CHOSEN'] });
  });

  it('one that is not decoded is passed over, even where it is the first and the default one', async () => {
    const source = await make('apac.mov', [
      ...[...(await noise(all, { silent: [0, 1] })), ...(await noise(all))],
      ...['-map', '0:v', '-map', '1:a', '-map', '2:a', '-c:v', 'copy', '-c:a', 'pcm_s16le'],
      ...['-disposition:a:0', 'default', '-disposition:a:1', '0'],
    ]);
    const file = await readFile(source.path);
    file.write('apac', file.indexOf('sowt', file.lastIndexOf('moov')));
    await writeFile(source.path, file);
    expect(await judged([source])).toEqual({ complaints: [], warnings: ['SOUND_SKIPPED'] });
  });
});

describe('the sound of a WebM', () => {
  it('lies where it belongs, whichever FFmpeg reads it', async () => {
    const source = await make('plain.mov', [...(await noise(all)), '-c:v', 'copy', '-c:a', 'pcm_s16le']);
    expect((await judged([source], { format: 'webm' })).complaints).toEqual([]);
  });
});
