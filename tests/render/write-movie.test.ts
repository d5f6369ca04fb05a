import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEVC } from '../../src/mp4/read/nal.ts';
import { isRasl } from '../media/footage/read-nal-types.ts';
import type { MovieSpec, PictureRun } from '../../src/mp4/write/movie-spec.ts';
import { sliceRun } from '../../src/mp4/write/picture-run.ts';
import { readMp4Index } from '../../src/media/reading/mp4/mp4-index.ts';
import { readAdts } from '../../src/media/reading/mp4/mp4-adts.ts';
import { UnreadableSampleError } from '../../src/render/movie/write-movie-lane.ts';
import { writeMovie } from '../../src/render/movie/write-movie.ts';
import { decodePictures, ffmpeg, ffprobeRows, temporaryFolder, testPicture } from '../media/mp4-footage.ts';
import {
  closedGops,
  copyRun,
  cutShort,
  fps2997,
  makeCamera,
  makeSound,
  openCamera,
  type Camera,
} from './write-movie-footage.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let cameras: Camera[];
let chunks: Camera[];
let sources = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  const x264 = (...rest: string[]) => ['-c:v', 'libx264', '-preset', 'veryfast', ...rest];
  cameras = [
    await camera(
      0,
      x264('-profile:v', 'high', '-bf', '3', '-x264-params', 'b-pyramid=normal:keyint=20:b-adapt=0'),
    ),
    await camera(60, x264('-profile:v', 'main', '-bf', '0', '-g', '15', '-refs', '1')),
    await camera(
      120,
      x264('-profile:v', 'high', '-bf', '2', '-refs', '4', '-x264-params', 'keyint=25:aud=1:b-adapt=0'),
    ),
  ];
  chunks = [
    await camera(180, x264('-bf', '2', '-t', '0.5')),
    await camera(240, x264('-bf', '2', '-t', '0.3')),
    await camera(300, x264('-bf', '2', '-frames:v', '1')),
  ];
});
afterAll(() => folder[Symbol.asyncDispose]());

const camera = (hue: number, encoder: string[], size = '320x180') =>
  makeCamera(join(folder.path, `source-${sources++}.mp4`), { seconds: 3, hue, encoder, size });

/** Closed GOPs of the three cameras by turns, some of them not to their end, and whole encoded chunks between them. */
function spliced(): { runs: PictureRun[]; md5: string[] } {
  const gops = cameras.map(closedGops);
  const pieces = [];
  for (let turn = 0; turn < 4; turn++) {
    cameras.forEach((each, i) => {
      const gop = gops[i]?.[turn];
      if (gop) pieces.push(copyRun(each, turn === 2 ? cutShort(each, gop) : gop));
    });
    const chunk = chunks[turn];
    if (chunk) pieces.push(copyRun(chunk, { from: 0, to: chunk.track.table.count }));
  }
  return { runs: pieces.map(({ run }) => run), md5: pieces.flatMap(({ md5 }) => md5) };
}

const specOf = (runs: PictureRun[]): MovieSpec => ({ video: { ...fps2997, width: 320, height: 180, runs } });

async function written(spec: MovieSpec, name: string): Promise<string> {
  const path = join(folder.path, name);
  await writeMovie(spec, path);
  return path;
}

async function expectExactFrames(path: string, md5: string[]) {
  const decoded = await decodePictures(path);
  expect(decoded.messages).toBe('');
  expect(decoded.md5).toEqual(md5);
  const packets = await ffprobeRows(
    path,
    '-select_streams',
    'v',
    '-show_entries',
    'packet=pts,dts,duration,flags',
  );
  const pts = packets.map(([time]) => Number(time)).sort((a, b) => a - b);
  expect(pts).toEqual(md5.map((_, k) => k * 1001));
  expect(packets.every(([, , duration, flags]) => duration === '1001' && !flags?.includes('D'))).toBe(true);
}

describe('a movie spliced from three cameras and encoded chunks', () => {
  it('holds exactly the frames of its sources, each on its instant', async () => {
    const { runs, md5 } = spliced();
    const path = await written(
      { ...specOf(runs), audio: await makeSound(folder.path, md5.length) },
      'spliced.mp4',
    );
    await expectExactFrames(path, md5);
  });

  it('survives a stream copy by ffmpeg', async () => {
    const { runs, md5 } = spliced();
    const path = await written(specOf(runs), 'to-copy.mp4');
    const copy = join(folder.path, 'copy.mp4');
    expect(await ffmpeg('-i', path, '-c', 'copy', '-video_track_timescale', '30000', copy)).toBe('');
    await expectExactFrames(copy, md5);
  });

  it('has its index in front and both tracks start at zero and last as long as they should', async () => {
    const { runs, md5 } = spliced();
    const audio = await makeSound(folder.path, md5.length);
    const path = await written({ ...specOf(runs), audio }, 'front.mp4');
    const bytes = await readFile(path);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    const [video, sound] = await ffprobeRows(path, '-show_entries', 'stream=start_pts,duration_ts');
    expect(video).toEqual(['0', String(md5.length * 1001)]);
    expect(sound).toEqual(['0', String(audio.totalSamples)]);
  });

  it('copies nothing but what it holds: sound stays what it was', async () => {
    const { runs, md5 } = spliced();
    const audio = await makeSound(folder.path, md5.length);
    const path = await written({ ...specOf(runs), audio }, 'sounding.mp4');
    const adts = audio.runs[0]?.path ?? '';
    const samples = async (from: string) => {
      const raw = join(folder.path, 'samples.raw');
      await ffmpeg('-i', from, '-map', '0:a', '-f', 's16le', raw);
      return readFile(raw);
    };
    // ADTS has no way to say that the first packet is priming.
    const [ours, plain] = [await samples(path), (await samples(adts)).subarray(1024 * 2)];
    expect(Math.min(ours.length, plain.length)).toBeGreaterThanOrEqual(audio.totalSamples * 2);
    expect(ours.subarray(0, audio.totalSamples * 2).equals(plain.subarray(0, audio.totalSamples * 2))).toBe(
      true,
    );
  });

  it('has one description where the sources agree, and nothing is inserted unless asked', async () => {
    const [first] = cameras;
    if (!first) throw new Error('no camera');
    const whole = copyRun(first, { from: 0, to: first.track.table.count });
    const path = await written(specOf([{ ...whole.run, parameterSets: undefined }]), 'plain.mp4');
    await expectExactFrames(path, whole.md5);
    const { track } = await openCamera(path);
    expect(track.sampleEntries).toHaveLength(1);
    expect([...track.table.size]).toEqual([...first.track.table.size]);
  });
});

describe('HEVC', () => {
  const x265 = (params: string) => [
    '-c:v',
    'libx265',
    '-preset',
    'ultrafast',
    '-tag:v',
    'hvc1',
    '-x265-params',
    `log-level=error:${params}`,
  ];

  it('splices closed GOPs with B-frames', async () => {
    const one = await camera(0, x265('bframes=3:b-adapt=0:keyint=20:min-keyint=20:open-gop=0'));
    const two = await camera(90, x265('bframes=0:keyint=15:min-keyint=15:open-gop=0:ref=1'));
    const pieces = closedGops(one).flatMap((gop, i) => {
      const other = closedGops(two)[i];
      return other ? [copyRun(one, gop), copyRun(two, other)] : [];
    });
    const path = await written(specOf(pieces.map(({ run }) => run)), 'hevc.mp4');
    await expectExactFrames(
      path,
      pieces.flatMap(({ md5 }) => md5),
    );
    expect((await readFile(path)).indexOf('hvc1')).toBeGreaterThan(0);
  });

  it('starts at a CRA once its leading pictures are left out and it is called a BLA', async () => {
    const open = await camera(0, x265('bframes=3:b-adapt=0:keyint=20:min-keyint=20:open-gop=1:scenecut=0'));
    const other = await camera(90, x265('bframes=3:keyint=20:open-gop=0'));
    const cra = open.nalTypes.indexOf(HEVC.cra);
    const next = open.nalTypes.indexOf(HEVC.cra, cra + 1);
    expect(cra).toBeGreaterThan(0);
    // The pictures that lead the next CRA belong before it, so that this run ends after them.
    let to = next + 1;
    while (isRasl(open.nalTypes[to] ?? 0)) to++;
    const skipped = new Set<number>();
    for (let i = cra + 1; isRasl(open.nalTypes[i] ?? 0); i++) skipped.add(i);
    expect(skipped.size).toBeGreaterThan(0);
    const first = copyRun(other, closedGops(other)[0] ?? { from: 0, to: 1 });
    const second = copyRun(open, { from: cra, to, skipped });
    const patches = [{ sample: 0, from: HEVC.cra, to: HEVC.blaWithoutLeading }];
    const path = await written(specOf([first.run, { ...second.run, patches }]), 'bla.mp4');
    await expectExactFrames(path, [...first.md5, ...second.md5]);
  });
});

it('VP9 is spliced as it is', async () => {
  const vp9 = async (hue: number) => {
    const path = join(folder.path, `vp9-${hue}.mp4`);
    const encoder = [
      '-c:v',
      'libvpx-vp9',
      '-deadline',
      'realtime',
      '-cpu-used',
      '8',
      '-g',
      '10',
      '-b:v',
      '200k',
    ];
    await ffmpeg(...testPicture(1, { hue }), ...encoder, path);
    const index = await readMp4Index(path);
    const track = 'unsupported' in index ? undefined : index.movie.tracks[0];
    if (!track) throw new Error('no picture track');
    return { path, track, md5: (await decodePictures(path)).md5 };
  };
  const [one, two] = [await vp9(0), await vp9(90)];
  const pieces = [one, two, one].map(({ path, track, md5 }, i) => {
    const [from = 0, to = track.table.count] = [...track.table.isSync.keys()]
      .filter((n) => track.table.isSync[n] === 1)
      .slice(i);
    const [sampleEntry = new Uint8Array()] = track.sampleEntries;
    return {
      run: { path, sampleEntry, samples: sliceRun(track.table, { from, to }) },
      md5: md5.slice(from, to),
    };
  });
  const path = await written(specOf(pieces.map(({ run }) => run)), 'vp9.mp4');
  await expectExactFrames(
    path,
    pieces.flatMap(({ md5 }) => md5),
  );
});

it('short NAL lengths become lengths of four bytes', async () => {
  const [first] = cameras;
  if (!first) throw new Error('no camera');
  const short = await withShortLengths(first);
  const whole = copyRun(first, { from: 0, to: first.track.table.count });
  const run = {
    ...whole.run,
    path: short.path,
    nalLengthSize: 2,
    samples: { ...whole.run.samples, ...short.samples },
  };
  await expectExactFrames(await written(specOf([run]), 'long-lengths.mp4'), whole.md5);
});

/** The camera's samples, one after another in a file of their own, with NAL lengths of two bytes. */
async function withShortLengths({ path, track: { table } }: Camera) {
  const source = await readFile(path);
  const parts: Buffer[] = [];
  const size = Uint32Array.from(table.size, (length, i) => {
    const sample = source.subarray(table.offset[i] ?? 0, (table.offset[i] ?? 0) + length);
    const nals: Buffer[] = [];
    for (let at = 0; at < sample.length; at += 4 + sample.readUInt32BE(at)) {
      nals.push(sample.subarray(at + 2, at + 4 + sample.readUInt32BE(at)));
    }
    parts.push(...nals);
    return nals.reduce((sum, nal) => sum + nal.length, 0);
  });
  const short = join(folder.path, 'short-lengths.bin');
  await writeFile(short, Buffer.concat(parts));
  let at = 0;
  return {
    path: short,
    samples: { size, offset: Float64Array.from(size, (length) => (at += length) - length) },
  };
}

describe('writing', () => {
  it('tells how far it is, up to the whole', async () => {
    const seen: [number, number][] = [];
    const path = join(folder.path, 'progress.mp4');
    const { bytes, frames } = await writeMovie(specOf(spliced().runs), path, {
      onProgress: (...numbers) => seen.push(numbers),
      isSynced: true,
    });
    expect(frames).toBe(spliced().md5.length);
    expect((await stat(path)).size).toBe(bytes);
    expect(seen.at(-1)).toEqual([bytes, bytes]);
  });

  it('stops where it is told to, with the reason, and is done with the file', async () => {
    const stop = new AbortController();
    const reason = new Error('changed my mind');
    const spec = specOf(Array.from({ length: 400 }, () => spliced().runs).flat());
    const path = join(folder.path, 'aborted.mp4');
    const onProgress = () => stop.abort(reason);
    await expect(writeMovie(spec, path, { signal: stop.signal, onProgress })).rejects.toBe(reason);
    const { size } = await stat(path);
    await expect(writeMovie(spec, path, { signal: stop.signal })).rejects.toBe(reason);
    expect((await stat(path)).size).toBe(size);
  });

  it('says which source is shorter than its index', async () => {
    const [first] = cameras;
    if (!first) throw new Error('no camera');
    const { run } = copyRun(first, { from: 0, to: first.track.table.count });
    const path = join(folder.path, 'shrunk.mp4');
    await writeFile(path, await readFile(first.path));
    await truncate(path, 5000);
    const attempt = writeMovie(specOf([{ ...run, path }]), join(folder.path, 'never.mp4'));
    await expect(attempt).rejects.toBeInstanceOf(UnreadableSampleError);
    await expect(attempt).rejects.toMatchObject({ path });
  });

  it('passes on what the system says when it cannot write', async () => {
    await expect(writeMovie(specOf(spliced().runs), '/dev/full')).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});

it('an ADTS file read in parts is what it is read whole', async () => {
  const { runs } = await makeSound(folder.path, 100);
  const stream = await readAdts(runs[0]?.path ?? '');
  if ('problem' in stream) throw new Error(stream.problem);
  expect(stream).toMatchObject({ sampleRate: 48000, channels: 1 });
  expect([...stream.offset]).toEqual([...(runs[0]?.offset ?? [])]);
});
