import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kindOfFile, refusalOf } from '../../../src/contract/footage/footage-kinds.ts';
import { requireWhole } from '../../../src/uploads/require-whole.ts';

describe('what a file is by its name', () => {
  it.each([
    ['GX010012.MP4', '', 'video'],
    ['clip.MTS', 'video/mp2t', 'video'],
    ['still.JPG', '', 'picture'],
    ['words.srt', 'text/plain', 'captions'],
    ['recorder.wav', '', 'sound'],
    ['notes', 'application/pdf', 'unknown'],
    ['capture', 'image/png', 'picture'],
    ['camera', '', 'unknown'],
  ])('%s (%s) is %s', (name, type, kind) => {
    expect(kindOfFile(name, type)).toBe(kind);
  });

  it('only what surely no edit can use is refused', () => {
    expect(refusalOf('cut.mov')).toBeUndefined();
    expect(refusalOf('camera')).toBeUndefined();
    expect(refusalOf('recorder.wav')).toBeUndefined();
    expect(refusalOf('still.jpg')).toBeUndefined();
    expect(refusalOf('words.srt')).toBeUndefined();
    expect(refusalOf('still.heic')).toMatch(/PNG, JPEG and WebP/);
    expect(refusalOf('notes.pdf')).toBe('notes.pdf is a text or a document, not a video.');
  });
});

describe('a copy that broke off', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cutroom-whole-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const box = (type: string, length: number, there = length) => {
    const bytes = Buffer.alloc(there);
    bytes.writeUInt32BE(length, 0);
    bytes.write(type, 4, 'latin1');
    return bytes;
  };
  const check = async (...boxes: readonly Buffer[]) => {
    const path = join(folder, 'film.mp4');
    await writeFile(path, Buffer.concat([...boxes]));
    return requireWhole({ path, name: 'film.mp4' });
  };

  it('is refused by what its boxes promise', async () => {
    const head = [box('ftyp', 24), box('moov', 400)];
    await expect(check(...head, box('mdat', 15_000_000, 900_000))).rejects.toThrow(
      'film.mp4 is not whole: it says that it is 15.0 MB long, and 0.9 MB are there.',
    );
    const large = box('mdat', 1, 64);
    large.writeBigUInt64BE(5_000_000_000n, 8);
    await expect(check(...head, large)).rejects.toThrow('5000.0 MB long');
  });

  it('is not what a whole file, one that runs up to its end, or another kind of file is', async () => {
    await check(box('ftyp', 24), box('mdat', 5000), box('moov', 400));
    await check(box('ftyp', 24), box('moov', 400), box('mdat', 0, 5000));
    await check(Buffer.from('\u001aEß£ is Matroska'));
    await check(Buffer.from('short'));
  });
});
