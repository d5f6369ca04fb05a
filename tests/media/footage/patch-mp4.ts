import { open, readFile } from 'node:fs/promises';

interface Box {
  readonly type: string;
  /** First byte of the content, and the first byte after it. */
  readonly from: number;
  readonly to: number;
}

function* boxes(file: Buffer, from: number, to: number): Generator<Box> {
  let at = from;
  while (at + 8 <= to) {
    const short = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const head = short === 1 ? 16 : 8;
    const size = short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    yield { type, from: at + head, to: at + size };
    at += size;
  }
}

function find(file: Buffer, parent: Box, path: string): Box {
  let box = parent;
  for (const type of path.split('/')) {
    const inner = [...boxes(file, box.from, box.to)].find((candidate) => candidate.type === type);
    if (!inner) throw new Error(`the film has no ${path} box to patch`);
    box = inner;
  }
  return box;
}

const FIXED = 0x10000;
/** Upper left of the display matrix for a clockwise turn. */
const TURN = { 0: [1, 0, 0, 1], 90: [0, 1, -1, 0], 180: [-1, 0, 0, -1], 270: [0, -1, 1, 0] } as const;

function setRotation(file: Buffer, track: Box, { rotation, mirrored }: Mp4Patch): void {
  const tkhd = find(file, track, 'tkhd');
  const matrix = tkhd.from + (file[tkhd.from] === 1 ? 52 : 40);
  const [a, b, c, d] = TURN[rotation];
  const flip = mirrored ? -1 : 1;
  file.writeInt32BE(a * flip * FIXED, matrix);
  file.writeInt32BE(b * FIXED, matrix + 4);
  file.writeInt32BE(c * flip * FIXED, matrix + 12);
  file.writeInt32BE(d * FIXED, matrix + 16);
}

interface Seconds {
  readonly num: number;
  readonly den: number;
}

/** Moves the one edit of a track later in its media and shortens it by as much, and by what its end hides. */
function hideEnds(
  file: Buffer,
  track: Box,
  { hidden, trimmed, movieTimescale }: Pick<Mp4Patch, 'hidden' | 'trimmed'> & { movieTimescale: number },
): void {
  const elst = find(file, track, 'edts/elst');
  if (file[elst.from] !== 0 || file.readUInt32BE(elst.from + 4) !== 1) {
    throw new Error('only a film with one edit can get its beginning hidden');
  }
  const mdhd = find(file, track, 'mdia/mdhd');
  const timescale = file.readUInt32BE(mdhd.from + (file[mdhd.from] === 1 ? 20 : 12));
  const lost = hidden.num / hidden.den + trimmed.num / trimmed.den;
  const shorter = Math.round(lost * movieTimescale);
  const later = Math.round((hidden.num * timescale) / hidden.den);
  file.writeUInt32BE(file.readUInt32BE(elst.from + 8) - shorter, elst.from + 8);
  file.writeInt32BE(file.readInt32BE(elst.from + 12) + later, elst.from + 12);
}

export interface Mp4Patch {
  /** Clockwise turn that players are told to make. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Left to right, after the turn. */
  readonly mirrored: boolean;
  /** Seconds, as a fraction, that the edit list of every track hides. */
  readonly hidden: Seconds;
  /** Seconds that it hides at the end. */
  readonly trimmed: Seconds;
}

/** Changes the film's `moov` in place: sizes stay, so no offset moves. */
export async function patchMp4(path: string, patch: Mp4Patch): Promise<void> {
  const file = await readFile(path);
  const moov = find(file, { type: 'file', from: 0, to: file.length }, 'moov');
  const mvhd = find(file, moov, 'mvhd');
  const movieTimescale = file.readUInt32BE(mvhd.from + (file[mvhd.from] === 1 ? 20 : 12));
  for (const track of boxes(file, moov.from, moov.to)) {
    if (track.type !== 'trak') continue;
    if (patch.hidden.num > 0 || patch.trimmed.num > 0) hideEnds(file, track, { ...patch, movieTimescale });
    const handler = find(file, track, 'mdia/hdlr');
    const isPicture = file.toString('latin1', handler.from + 8, handler.from + 12) === 'vide';
    if (isPicture) setRotation(file, track, patch);
  }
  const handle = await open(path, 'r+');
  try {
    await handle.write(file.subarray(moov.from, moov.to), 0, moov.to - moov.from, moov.from);
  } finally {
    await handle.close();
  }
}
