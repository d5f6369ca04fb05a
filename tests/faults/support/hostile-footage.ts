import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { boxesIn, type Box } from '../../../src/mp4/read/box.ts';
import { box, fullBox, joinParts, u32 } from '../../../src/mp4/write/boxes/box-writer.ts';

/** Files that a camera never makes: small, and made to cost whoever reads them as much as possible. Answers their names. */
export async function makeHostileFootage(folder: string): Promise<string[]> {
  const film = await readFile(join(folder, 'camera.mp4'));
  const stream = await matroskaOf(folder);
  const empty = (count: number) => Buffer.alloc(8 * count, box('free'));
  const stbl = ['moov', 'trak', 'mdia', 'minf', 'stbl'];
  const files: Readonly<Record<string, Uint8Array>> = {
    'descriptions.mp4': grow(film, [...stbl, 'stsd'], empty(250_000)),
    'more-descriptions.mp4': grow(film, [...stbl, 'stsd'], empty(5_000_000)),
    'edits.mp4': grow(film, ['moov', 'trak'], box('edts', edits(20_000))),
    'fewer-edits.mp4': grow(film, ['moov', 'trak'], box('edts', edits(990))),
    'samples.mp4': grow(film, stbl, fullBox('stsz', 0, u32(1, 4_000_000_000))),
    'boxes.mp4': grow(film, ['moov'], box('udta', empty(19_000))),
    'compressed.mp4': grow(film, ['moov'], box('cmov', empty(100))),
    'tags.mkv': withTags(stream, 8_000),
    'packets.mkv': withPackets(stream, 60_000),
    'noise.mp4': joinParts([film.subarray(0, 40), new Uint8Array(2_000_000).fill(0x41)]),
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return Object.keys(files);
}

/** Parts that go on for no time at all, of a film that has one. */
function edits(count: number): Uint8Array {
  return fullBox('elst', 0, u32(count), ...Array.from({ length: count }, (_, at) => u32(1, at, 0x10000)));
}

/** The film, whose index stands at its end, with more at the end of the first box at `path`. */
function grow(film: Uint8Array, path: readonly string[], more: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(film);
  const sizes = new DataView(bytes.buffer);
  let within: Pick<Box, 'start' | 'end'> = { start: 0, end: film.length };
  for (const type of path) {
    const found = [...boxesIn(film, within.start, within.end)].find((inner) => inner.type === type);
    if (!found) throw new Error(`The film has no ${path.join('/')}`);
    sizes.setUint32(found.from, sizes.getUint32(found.from) + more.length);
    within = found;
  }
  return joinParts([bytes.subarray(0, within.end), more, bytes.subarray(within.end)]);
}

interface Matroska {
  /** All up to the first cluster, in a segment of unknown size. */
  readonly head: Uint8Array;
  readonly clusters: Uint8Array;
}

async function matroskaOf(folder: string): Promise<Matroska> {
  const path = join(folder, '.live.mkv');
  const args = [
    '-i',
    join(folder, 'camera.mp4'),
    '-map',
    '0:v',
    '-c',
    'copy',
    '-f',
    'matroska',
    '-live',
    '1',
  ];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...args, path]);
  const bytes = await readFile(path);
  await rm(path);
  const at = bytes.indexOf('1F43B675', 0, 'hex');
  return { head: bytes.subarray(0, at), clusters: bytes.subarray(at) };
}

function element(id: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = joinParts(parts);
  // A length of eight bytes.
  return joinParts([Buffer.from(id, 'hex'), u32(0x01000000, content.length), content]);
}

/** Each of another name: a reader that looks every name up in a list of all takes the square of them. */
function withTags({ head, clusters }: Matroska, count: number): Uint8Array {
  const text = (id: string, words: string) => element(id, Buffer.from(words));
  const tags = Array.from({ length: count }, (_, at) =>
    element('67C8', text('45A3', at.toString(16)), text('4487', 'x')),
  );
  return joinParts([head, element('1254C367', element('7373', element('63C0'), ...tags)), clusters]);
}

/** Blocks of a few bytes, a millisecond apart, which have to be listed one by one. */
function withPackets({ head }: Matroska, count: number): Uint8Array {
  const perCluster = 20_000;
  const blocks = Array.from({ length: perCluster }, (_, at) =>
    element('A3', Uint8Array.of(0x81, at >> 8, at & 255, 0x80, 0, 0, 0, 1, 9)),
  );
  const content = joinParts(blocks);
  const clusters = Array.from({ length: count / perCluster }, (_, at) =>
    element('1F43B675', element('E7', u32(at * perCluster)), content),
  );
  return joinParts([head, ...clusters]);
}
