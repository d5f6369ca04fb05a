import { expect, test } from 'vitest';
import { makeAviFilm } from '../media/footage/avi-film.ts';
import { editFilm, type Piece } from '../media/footage/edited-film.ts';
import { makeFootage } from '../media/footage/make-footage.ts';
import { footageMatrix } from '../media/footage/matrix.ts';
import { runMediaTool } from '../media/footage/run-media-tool.ts';
import type { Footage, FootageSpec } from '../media/footage/spec.ts';
import { HEARD_HZ, locateSound } from '../media/oracle/correlate.ts';
import { nameCode, readFrameCode } from '../media/oracle/frame-code.ts';
import { toFloat } from '../media/oracle/rational.ts';
import { codeAt, readPicture, rectanglesOf } from '../media/oracle/read-picture.ts';
import { readSound } from '../media/oracle/read-sound.ts';
import { timeModel, type FrameTarget } from '../media/oracle/time-model.ts';
import { bytesOf, fileOf, openWorkshop, settle } from './support/workshop.ts';

const films: Record<string, FootageSpec> = {
  '29.97 fps': { camera: 1, seconds: 5 },
  '59.94 fps': { camera: 2, seconds: 3, rate: { num: 60_000, den: 1001 } },
  ...Object.fromEntries(
    footageMatrix.filter(([name]) =>
      [
        '23.976 fps',
        '120 fps',
        'a third of the frames dropped',
        'uneven times with a hole of 3 s',
        'transport stream from 7 s on',
        'MP4 from 7 s on',
        'Matroska from 7 s on',
        'edit list hides half a second',
        'turned by 90°',
        'anamorphic 4:3',
        'interlaced H.264',
        'picture 0.3 s late',
        'picture 1 s late',
        'sound 0.8 s late',
        'no sound',
        'VP9 with alpha',
      ].includes(name),
    ),
  ),
};

const inPieces = 'an edit list of several pieces';
films[inPieces] = { camera: 3, frames: 100, rate: { num: 25, den: 1 }, gop: 25, bFrames: 3, audio: false };
const inAvi = 'B-frames in AVI';
films[inAvi] = { camera: 4, seconds: 4, rate: { num: 25, den: 1 }, gop: 25, bFrames: 3 };

/** Those that are made of others. */
const madeOf: Readonly<Record<string, (spec: FootageSpec, folder: string) => Promise<Footage>>> = {
  [inPieces]: (spec) => editFilm(spec, pieces),
  [inAvi]: makeAviFilm,
};
const pieces: Piece[] = [
  [3, 30],
  [52, 90],
];

test.each(Object.entries(films))(
  'of %s the proxy shows at every instant what the source shows',
  async (name, spec) => {
    await using workshop = await openWorkshop();
    const footage = await (madeOf[name] ?? makeFootage)(spec, workshop.folder);
    const assets = await workshop.open();
    const view = await settle(assets, await workshop.add(footage.path));
    expect(view).toMatchObject({ state: 'ready', progress: 1, message: 'Ready.' });
    const { proxy, thumbnails, durationSeconds } = view;
    if (!proxy || !thumbnails) throw new Error('not made');
    expect(proxy.fps).toBeLessThanOrEqual(30.001);
    expect([proxy.width % 2, proxy.height % 2]).toEqual([0, 0]);

    const { width, height } = proxy;
    const edit = {
      ...{ width, height, includeAudio: false, sources: [footage] },
      clips: [
        { source: 0, inSeconds: 0, outSeconds: Math.min(durationSeconds, endOf(footage)), withSound: false },
      ],
      rate: await rateOf(fileOf(assets, proxy.url)),
    };
    const targets = timeModel(edit);
    const { rectangles, ofSource } = rectanglesOf(edit);
    const reading = await readPicture(fileOf(assets, proxy.url), rectangles);
    expect(Math.abs(reading.frames - durationSeconds * proxy.fps)).toBeLessThanOrEqual(1);
    expect(reading.frames).toBeGreaterThanOrEqual(targets.length - 1);
    const wrong = targets.slice(0, reading.frames).flatMap((target, k) => {
      const shown = codeAt(reading, k, ofSource[0] ?? 0);
      return isRight(footage, target, shown) ? [] : [`frame ${k} shows ${nameCode(shown)}`];
    });
    expect(wrong.slice(0, 5)).toEqual([]);

    expect(await misplacedTimes(fileOf(assets, proxy.url), edit.rate)).toEqual([]);
    expect(await soundError(fileOf(assets, proxy.url), footage)).toBeLessThan(0.001);

    const every = Math.round(thumbnails.intervalSeconds * proxy.fps);
    expect(thumbnails.intervalSeconds).toBeCloseTo(every / proxy.fps, 9);
    const shown = await readSheet(await bytesOf(assets, thumbnails.url), thumbnails);
    expect(shown).toHaveLength(Math.ceil(reading.frames / every));
    const misplaced = shown.flatMap((code, i) => {
      const target = targets[i * every];
      return !target || isRight(footage, target, code) ? [] : [`picture ${i} shows ${nameCode(code)}`];
    });
    expect(misplaced.slice(0, 5)).toEqual([]);
  },
);

/** Frames that a player does not show at `k / rate`, by their edit-listed times. */
async function misplacedTimes(path: string, { num, den }: { num: number; den: number }): Promise<string[]> {
  const { stdout } = await runMediaTool('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path],
  ]);
  const times = stdout.toString().trim().split('\n').map(parseFloat);
  return times.flatMap((time, k) =>
    Math.abs(time - (k * den) / num) < 0.0001 ? [] : [`frame ${k} at ${time} s`],
  );
}

/** How far the proxy's sound lies from the source's, in seconds; 0 where there is none. */
async function soundError(path: string, { audio }: Footage): Promise<number> {
  if (!audio) return 0;
  const { samples } = await readSound(path, 0);
  const from = Math.round(((audio.startSeconds + audio.endSeconds) / 2) * HEARD_HZ);
  const voiceSeconds = from / HEARD_HZ - audio.voiceOriginSeconds;
  const match = locateSound(samples, { voice: audio.voice, voiceSeconds, from, length: 4096 }, 4800);
  return match.likeness < 0.5 ? Infinity : Math.abs(match.offsetSamples) / HEARD_HZ;
}

/** Where picture or sound ends, whichever is later. */
function endOf({ pictureEnd, audio }: Footage): number {
  return Math.max(toFloat(pictureEnd), audio?.endSeconds ?? 0);
}

async function rateOf(path: string): Promise<{ num: number; den: number }> {
  const { stdout } = await runMediaTool('ffprobe', [
    ...[
      '-v',
      'error',
      '-select_streams',
      'v:0',
      '-show_entries',
      'stream=r_frame_rate',
      '-of',
      'csv=p=0',
      path,
    ],
  ]);
  const [num = 0, den = 1] = stdout.toString().trim().split('/').map(Number);
  return { num, den };
}

/** Behind the end of the last picture there is nothing to be right about: a proxy holds it. */
function isRight(footage: Footage, target: FrameTarget, shown: number): boolean {
  if (target.ordinal < 0 && shown === footage.frames.at(-1)?.code) return true;
  const codeOf = (ordinal: number): number => (ordinal < 0 ? -1 : (footage.frames[ordinal]?.code ?? -2));
  return [target.ordinal, target.alsoRight ?? target.ordinal].map(codeOf).includes(shown);
}

interface Sheet {
  readonly count: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

/** The codes of the pictures on a sheet, row by row. */
async function readSheet(jpeg: Buffer, { count, columns, width, height }: Sheet): Promise<number[]> {
  const { stdout } = await runMediaTool(
    'ffmpeg',
    ['-v', 'error', '-f', 'mjpeg', '-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
    { feeds: [[jpeg]] },
  );
  const rows = Math.ceil(count / columns);
  expect(stdout.length).toBe(columns * width * rows * height);
  return Array.from({ length: count }, (_, i) => {
    const luma = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1) {
      const from = (Math.floor(i / columns) * height + y) * columns * width + (i % columns) * width;
      luma.set(stdout.subarray(from, from + width), y * width);
    }
    return readFrameCode({ luma, offset: 0, width, height });
  });
}
