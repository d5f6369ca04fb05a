import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/contract/config/parse-config.ts';
import { describeSource } from '../../src/media/library/describe-source.ts';
import { readSource } from '../../src/media/reading/read-source.ts';
import { openTestChildren } from '../children/test-children.ts';
import { makeFootage } from './footage/make-footage.ts';
import { filmWith, noiseFile } from './footage/sound-film.ts';
import { addMeasurements, describeAsIpcm, showOnly } from './footage/camera-boxes.ts';
import type { Footage } from './footage/spec.ts';
import { toConfig } from './oracle/cut-lists.ts';
import { judgedClip as clip, type JudgedEdit } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { psnr, readPlanes, type Planes } from './oracle/planes.ts';

/* What cameras and recorders write beside plain MP4: sound as it was sampled, channels with nothing in them, time codes. */

let studio: TestStudio;
let film: Footage;
const rate = { num: 25, den: 1 };
const size = { width: 192, height: 108 };
const seconds = 6;

beforeAll(async () => {
  studio = await openStudio('', { isPreparing: false });
  film = await makeFootage({ camera: 3, seconds, rate, size, gop: 25, audio: false, preset: 'ultrafast' });
});
afterAll(() => studio[Symbol.asyncDispose]());

/** The film with noise as its sound. */
async function filmed(name: string, args: readonly string[]): Promise<Footage> {
  const sound = await noiseFile(studio.folder, [0, seconds]);
  const maps = ['-map', '0:v', '-map', '1:a', '-c:v', 'copy'];
  return filmWith({ folder: studio.folder, film, name }, [...sound, ...maps, ...args]);
}

const editOf = (sources: readonly Footage[]): JudgedEdit => ({
  ...{ rate, ...size, includeAudio: true, sources: [...sources] },
  clips: [clip(0, 0.3, 2.7), clip(0, 3.1, 5.8)],
});

async function probe({ path }: Footage) {
  const { signal } = new AbortController();
  const source = await readSource({ children: openTestChildren() }, { path, name: 'camera', signal });
  return describeSource(source, 'camera');
}

describe('sound that was not compressed', () => {
  it.each([
    ['sowt', 'pcm_s16le'],
    ['twos', 'pcm_s16be'],
    ['in24', 'pcm_s24le'],
    ['fl32', 'pcm_f32le'],
  ])('is heard exactly, and becomes AAC: %s in MOV', async (name, codec) => {
    const source = await filmed(`${name}.mov`, ['-c:a', codec]);
    const { complaints, exported } = await exportAndJudge(studio, {
      edit: editOf([source]),
      codec: 'copy',
    });
    expect(complaints).toEqual([]);
    const { outcome } = exported;
    expect(outcome.kind === 'completed' && outcome.output.audioCodec).toBe('aac');
    expect(exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThan(50);
  });
});

it('sound that is described as ISO/IEC 23003-5 has it is heard exactly', async () => {
  const source = await filmed('ipcm.mov', ['-c:a', 'pcm_s24be']);
  await describeAsIpcm(source.path);
  const { complaints, exported } = await exportAndJudge(studio, { edit: editOf([source]), codec: 'copy' });
  expect(complaints).toEqual([]);
  expect(exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThan(50);
});

it('what an action camera measures beside the picture changes nothing', async () => {
  const source = await filmed('gpmd.mp4', ['-c:a', 'aac', '-b:a', '192k']);
  await addMeasurements(source.path, seconds);
  const described = await probe(source);
  expect(described.tracks.map(({ kind, isUsed }) => [kind, isUsed])).toEqual([
    ['video', true],
    ['audio', true],
    ['other', false],
  ]);
  const { complaints, exported } = await exportAndJudge(studio, { edit: editOf([source]), codec: 'copy' });
  expect(complaints).toEqual([]);
  expect(exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThan(50);
});

describe('a clean aperture', () => {
  /** The part of a film's pictures that its track shows, and the same made of the pictures themselves. */
  async function shown(id: string, own?: string) {
    const source = await filmWith({ folder: studio.folder, film, name: `${id}.mp4` }, [
      '-map',
      '0:v',
      '-c:v',
      'copy',
    ]);
    await showOnly(source.path, 160, 92);
    expect(await probe(source)).toMatchObject({ width: 160, height: 92 });
    const edit = { ...editOf([source]), includeAudio: false, width: 160, height: 92 };
    const other = own === undefined ? undefined : await openStudio(own);
    const { outcome, path } = await (other ?? studio).export({ edit, codec: 'copy', id });
    expect(outcome).toMatchObject({ kind: 'completed', warnings: [] });
    const filter = ['-vf', 'crop=160:92:16:8', '-c:v', 'libx264', '-qp', '1'];
    const cropped = await filmWith({ folder: studio.folder, film, name: 'cropped.mp4' }, [
      '-map',
      '0:v',
      ...filter,
    ]);
    const [found, wanted] = await Promise.all(
      [path, cropped.path].map((each) => readPlanes(each, { width: 160, height: 92 })),
    );
    await other?.[Symbol.asyncDispose]();
    // Output frame 10 shows the picture on screen at 0.3 + 0.4 s.
    return psnr(found?.[10] as Planes, wanted?.[17] as Planes);
  }

  it('is what is shown of the stored pictures', async () => expect(await shown('clap')).toBeGreaterThan(30));

  const second = process.env['CUTROOM_SECOND_FFMPEG'];
  it.runIf(second !== undefined)('also by an FFmpeg that crops to it, or does not', async () =>
    expect(await shown('clap-second', second)).toBeGreaterThan(30),
  );
});

it('MXF with all-intra H.264 in 4:2:2 and 10 bits is exported exactly', async () => {
  const intra = { gop: 1, pixelFormat: 'yuv422p10le', container: 'mxf', audio: { codec: 'pcm' } } as const;
  const source = await makeFootage({
    ...{ camera: 5, seconds, rate, size, preset: 'ultrafast' },
    ...intra,
    extraArgs: ['-timecode', '10:11:12:13'],
  });
  expect(await probe(source)).toMatchObject({ container: 'MXF', timecode: '10:11:12:13', fps: 25 });
  const { complaints } = await exportAndJudge(studio, { edit: editOf([source]), codec: 'h264' });
  expect(complaints).toEqual([]);
});

describe('a time code', () => {
  it.each([
    ['01:02:03:04', 'tmcd.mov'],
    ['01:02:03:04', 'tmcd.mp4'],
  ])('that the camera wrote is read and told: %s in %s', async (timecode, file) => {
    const source = await filmed(file, ['-c:a', 'aac', '-timecode', timecode]);
    const { notes, ...described } = await probe(source);
    expect(described.timecode).toBe(timecode);
    expect(notes).toContain(`Its time code begins at ${timecode}.`);
  });

  it('that drops numbers keeps its sign', async () => {
    const own = { camera: 6, seconds: 2, size, gop: 30, audio: false, container: 'mov' } as const;
    const source = await makeFootage({ ...own, extraArgs: ['-timecode', '01:02:03;04'] });
    expect((await probe(source)).timecode).toBe('01:02:03;04');
  });

  it('is not made up where there is none', async () => {
    const { timecode, notes } = await probe(film);
    expect(timecode).toBeUndefined();
    expect(notes.join()).not.toContain('time code');
  });
});

describe('a channel with nothing in it', () => {
  const aac = ['-c:a', 'aac', '-b:a', '192k'];
  const warnings = async (sources: readonly Footage[]) => {
    // Brings the files into the library.
    await studio.prepare({ edit: editOf(sources), codec: 'copy' }, 'project');
    const config = toConfig(editOf(sources), { id: 'dry', codec: 'copy', format: 'mp4' });
    const parsed = parseConfig(config);
    if (!parsed.isOk) throw new Error(parsed.problem.message);
    const { warnings: all } = await studio.engine.admission.dryRun(parsed.config);
    return all.filter(({ code }) => code === 'SILENT_CHANNEL').map(({ message }) => message);
  };

  it.each([
    ['right', 'left', 'pan=stereo|c0=c0|c1=0*c0'],
    ['left', 'right', 'pan=stereo|c0=0*c0|c1=c0'],
  ])('is told of in the plan: the %s one', async (quiet, loud, filter) => {
    const source = await filmed(`${quiet}.mp4`, ['-af', filter, ...aac]);
    const [message, ...more] = await warnings([source]);
    expect(message).toContain(`has sound on its ${loud} channel alone`);
    expect(more).toEqual([]);
  });

  it('is told of in the report of the export, too', async () => {
    const source = await filmed('report.mp4', ['-af', 'pan=stereo|c0=c0|c1=0*c0', ...aac]);
    const { outcome } = await studio.export({ edit: editOf([source]), codec: 'copy' });
    expect(outcome).toMatchObject({
      kind: 'completed',
      warnings: [{ code: 'SILENT_CHANNEL', message: expect.stringContaining('on its left channel alone') }],
    });
  });

  it('among four is told of by its number', async () => {
    const filter = 'pan=4c|c0=c0|c1=c0|c2=0*c0|c3=c0';
    const source = await filmed('four.mov', ['-af', filter, '-c:a', 'pcm_s24le']);
    expect(await warnings([source])).toEqual([
      expect.stringContaining('4 channels of sound, and nothing is heard on 3'),
    ]);
  });

  it('is not told of where both are heard, or neither, or there is one', async () => {
    const both = await filmed('both.mp4', ['-af', 'pan=stereo|c0=c0|c1=0.05*c0', ...aac]);
    const neither = await filmed('neither.mp4', ['-af', 'volume=0', ...aac]);
    const mono = await filmed('mono.mp4', ['-ac', '1', ...aac]);
    for (const source of [both, neither, mono]) expect(await warnings([source])).toEqual([]);
  });
});
