import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presentationShift } from '../../src/mp4/read/presentation.ts';
import type { Track } from '../../src/mp4/read/track.ts';
import { readMp4Index, type Mp4Index } from '../../src/media/reading/mp4/mp4-index.ts';
import { ffmpeg, ffprobeRows, temporaryFolder, testPicture, testSound } from './mp4-footage.ts';

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '3', '-b_strategy', '0', '-g', '30'];

/** Each way a file may be made from the one with B-frames and AAC: the shapes of edit list found in the wild. */
const variants: Record<string, (base: string) => string[]> = {
  'plain.mp4': () => [...testPicture(2), ...x264, '-bf', '0'],
  'reordered.mov': (base) => ['-i', base, '-c', 'copy'],
  'faststart.mp4': (base) => ['-i', base, '-c', 'copy', '-movflags', 'faststart'],
  'skips-into-gop.mp4': (base) => ['-ss', '1.3', '-i', base, '-c', 'copy'],
  'skips-and-ends.mp4': (base) => ['-ss', '0.9', '-t', '1.4', '-i', base, '-c', 'copy'],
  'fine-timescale.mp4': (base) => ['-ss', '1.3', '-i', base, '-c', 'copy', '-movie_timescale', '30000'],
  'late-picture.mp4': (base) => [
    '-itsoffset',
    '0.5',
    '-i',
    base,
    '-i',
    base,
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-c',
    'copy',
  ],
  'a-little-late-picture.mp4': (base) => [
    '-itsoffset',
    '0.02',
    '-i',
    base,
    '-i',
    base,
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-c',
    'copy',
  ],
  'late-sound.mp4': (base) => [
    '-i',
    base,
    '-itsoffset',
    '0.7',
    '-i',
    base,
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-c',
    'copy',
  ],
  'no-edit-list.mp4': (base) => ['-i', base, '-c', 'copy', '-use_editlist', '0'],
  'negative-offsets.mp4': (base) => ['-i', base, '-c', 'copy', '-movflags', 'negative_cts_offsets'],
  'pcm.mov': (base) => ['-i', base, '-c:v', 'copy', '-c:a', 'pcm_s16le'],
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let base: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  base = join(folder.path, 'base.mp4');
  await ffmpeg(...testPicture(3), ...testSound(3), ...x264, '-c:a', 'aac', base);
});
afterAll(() => folder[Symbol.asyncDispose]());

async function index(path: string): Promise<Mp4Index> {
  const found = await readMp4Index(path);
  if ('unsupported' in found) throw new Error(found.message);
  return found;
}

async function expectAsFfprobe(path: string, place: number, track: Track, movieTimescale: number) {
  const shift = presentationShift(track, movieTimescale);
  if (shift.kind === 'complex') throw new Error(`${path} should have simple edits`);
  const packets = await ffprobeRows(
    path,
    '-select_streams',
    String(place),
    '-show_entries',
    'packet=pts,size,pos,flags',
  );
  const byOffset = new Map(Array.from(track.table.offset, (offset, i) => [offset, i]));
  let compared = 0;
  for (const [pts, size, pos, flags = ''] of packets) {
    const i = byOffset.get(Number(pos));
    if (i === undefined) continue;
    compared++;
    const raw = track.table.pts[i] ?? NaN;
    if (track.kind === 'video') {
      expect(track.table.size[i]).toBe(Number(size));
      expect(track.table.isSync[i] === 1).toBe(flags.includes('K'));
      expect(raw >= shift.keptFrom && raw < shift.keptUntil).toBe(!flags.includes('D'));
    }
    if (!flags.includes('D')) expect(raw + shift.ticks).toBe(Number(pts));
  }
  expect(compared).toBeGreaterThanOrEqual(Math.min(packets.length - 1, track.table.count));
}

describe('the index of a file made by ffmpeg', () => {
  it.each(Object.keys(variants))('agrees with ffprobe on every packet of %s', async (name) => {
    const path = join(folder.path, name);
    await ffmpeg(...(variants[name]?.(base) ?? []), path);
    const { movie, lostSamples } = await index(path);
    expect(lostSamples).toBe(0);
    expect(movie.tracks.length).toBeGreaterThan(0);
    for (const [place, track] of movie.tracks.entries()) {
      expect(track.problem).toBeUndefined();
      await expectAsFfprobe(path, place, track, movie.timescale);
    }
  });

  it.each([0, 500, 1001, 2500])('agrees with ffprobe where the edit begins at tick %i', async (mediaTime) => {
    const path = join(folder.path, `edit-at-${mediaTime}.mp4`);
    const bytes = await readFile(base);
    const elst = bytes.indexOf('elst');
    expect(bytes.readUInt32BE(elst + 16)).toBe(2002);
    bytes.writeUInt32BE(mediaTime, elst + 16);
    await writeFile(path, bytes);
    const { movie } = await index(path);
    const [video] = movie.tracks;
    if (!video) throw new Error('no picture track');
    await expectAsFfprobe(path, 0, video, movie.timescale);
  });

  it('knows the track: size, codec, timescale, one sample entry', async () => {
    const [video, audio] = (await index(base)).movie.tracks;
    expect(video).toMatchObject({
      id: 1,
      kind: 'video',
      codec: 'avc1',
      width: 320,
      height: 180,
      timescale: 30000,
    });
    expect(video).toMatchObject({
      displayWidth: 320,
      displayHeight: 180,
      matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    });
    expect(video?.sampleEntries).toHaveLength(1);
    expect(audio).toMatchObject({ kind: 'audio', codec: 'mp4a', timescale: 48000, isSelfContained: true });
  });

  it('reads the turn of a picture from the matrix', async () => {
    const path = join(folder.path, 'turned.mp4');
    await ffmpeg('-i', base, '-c', 'copy', '-metadata:s:v', 'rotate=90', path);
    expect((await index(path)).movie.tracks[0]?.matrix.slice(0, 5)).toEqual([0, -1, 0, 1, 0]);
  });

  it('reads 64-bit chunk offsets', async () => {
    const path = join(folder.path, 'far.mp4');
    await writeFile(path, await withLongOffsets(base));
    const [near, far] = [await index(base), await index(path)];
    expect(far.movie.tracks[0]?.table).toEqual(near.movie.tracks[0]?.table);
  });
});

describe('a file that cannot be indexed says why', () => {
  it('fragmented', async () => {
    const path = join(folder.path, 'fragments.mp4');
    await ffmpeg('-i', base, '-c', 'copy', '-movflags', 'frag_keyframe+empty_moov', path);
    expect(await readMp4Index(path)).toMatchObject({ unsupported: 'fragmented' });
  });

  it('cut short before its index', async () => {
    const path = join(folder.path, 'short.mp4');
    await copyFile(base, path);
    await truncate(path, 20_000);
    expect(await readMp4Index(path)).toMatchObject({ unsupported: 'no-index' });
  });

  it('something else altogether, and nothing at all', async () => {
    const path = join(folder.path, 'list.mp4');
    await writeFile(path, '#EXTM3U\n#EXTINF:10,\n/etc/passwd\n');
    expect(await readMp4Index(path)).toMatchObject({ unsupported: 'not-mp4' });
    await writeFile(path, '');
    expect(await readMp4Index(path)).toMatchObject({ unsupported: 'not-mp4' });
  });

  it('its samples lie in another file', async () => {
    const path = join(folder.path, 'elsewhere.mp4');
    const bytes = await readFile(base);
    const url = bytes.indexOf(Buffer.from('url \0\0\0\x01', 'latin1'));
    bytes[url + 7] = 0;
    await writeFile(path, bytes);
    expect(await readMp4Index(path)).toMatchObject({ unsupported: 'external-data' });
  });
});

it('samples past the end of a file that was cut short are counted', async () => {
  const path = join(folder.path, 'cut.mp4');
  await ffmpeg('-i', base, '-c', 'copy', '-movflags', 'faststart', path);
  const whole = await index(path);
  await truncate(path, Math.round(whole.fileSize * 0.6));
  const { lostSamples } = await index(path);
  expect(lostSamples).toBeGreaterThan(0);
  expect(lostSamples).toBeLessThan(whole.movie.tracks.reduce((sum, track) => sum + track.table.count, 0));
});

it('an aborted reading rejects with the reason', async () => {
  const reason = new Error('changed my mind');
  await expect(readMp4Index(base, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

/** The same file with its index (at the end) holding `co64` in place of `stco`. */
async function withLongOffsets(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  const moovAt = bytes.indexOf('moov') - 4;
  let moov: Buffer = bytes.subarray(moovAt);
  for (let at = moov.indexOf('stco'); at >= 0; at = moov.indexOf('stco')) moov = lengthen(moov, at - 4);
  return Buffer.concat([bytes.subarray(0, moovAt), moov]);
}

function lengthen(moov: Buffer, stcoAt: number): Buffer {
  const count = moov.readUInt32BE(stcoAt + 12);
  const co64 = Buffer.alloc(16 + 8 * count);
  co64.writeUInt32BE(co64.length, 0);
  co64.write('co64', 4);
  co64.writeUInt32BE(count, 12);
  for (let i = 0; i < count; i++) co64.writeUInt32BE(moov.readUInt32BE(stcoAt + 16 + 4 * i), 20 + 8 * i);
  const longer = Buffer.concat([moov.subarray(0, stcoAt), co64, moov.subarray(stcoAt + 16 + 4 * count)]);
  for (const parent of enclosing(moov, stcoAt))
    longer.writeUInt32BE(moov.readUInt32BE(parent) + 4 * count, parent);
  return longer;
}

/** Where the boxes begin that hold the one at `target`. */
function enclosing(moov: Buffer, target: number): number[] {
  const found: number[] = [];
  let at = 0;
  let end = moov.length;
  while (at < target && at < end) {
    const size = moov.readUInt32BE(at);
    if (target < at + size) {
      found.push(at);
      end = at + size;
      at += 8;
    } else at += size;
  }
  return found;
}
