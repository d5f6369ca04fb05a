import type { FileHandle } from 'node:fs/promises';
import type { SoundStretch } from '../../planner/plan/audio-plan.ts';
import { lowerBound } from '../../shared/lower-bound.ts';
import { fadesOf, gainAt, type StretchFades } from '../../planner/sound/sound-joins.ts';
import { formatRational } from '../../timeline/rational.ts';
import type { SampleRange } from './sound-recipe.ts';

/** The programme's raw form on disk: 16-bit interleaved stereo. */
export const programmeChannels = 2;
const bytesPerFrame = 2 * programmeChannels;

/** Runs one thing after another: what is added to a programme must not be added to twice at once. */
export type InTurn = (work: () => Promise<void>) => Promise<void>;

export function takeTurns(): InTurn {
  let last = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** One source's share of the programme; its samples are on the programme's clock where it has a speed. */
interface Part {
  readonly stretch: SoundStretch;
  readonly fades: StretchFades;
  /** Source samples `[from, to)`, with what is heard under its neighbours. */
  readonly from: number;
  readonly to: number;
  /** Nothing behind this one is wanted. */
  readonly wantedTo: number;
}

/**
 * Puts decoded sound of one source where the programme wants it. Feed it the source's samples in order, in pieces of
 * any size, each right behind the one before it unless it says which sample it begins `at`; what no stretch wants is
 * dropped, and so is what only stretches outside of the `wanted` parts of the programme want. Memory does not grow with
 * the number of stretches or their length; silence is what nobody writes.
 */
export interface ProgrammeWriter {
  /** How many samples of the source, from its time zero, are wanted. */
  readonly samples: number;
  readonly feed: (bytes: Uint8Array, at?: number) => Promise<void>;
}

/** A source, and the speed of its clock: all that is heard of it in one way. */
export type SoundOrigin = Pick<SoundStretch, 'source' | 'speed'>;

/** The same for the same source at the same speed. */
export function nameOfOrigin({ source, speed }: SoundOrigin): string {
  return speed ? `${source} at ${formatRational(speed)}` : String(source);
}

export function writeProgramme(
  file: FileHandle,
  stretches: readonly SoundStretch[],
  options: { origin: SoundOrigin; sampleRate: number; wanted: readonly SampleRange[]; inTurn: InTurn },
): ProgrammeWriter {
  const parts = partsOf(stretches, options);
  const { inTurn } = options;
  const waiting = [...parts];
  let active: Part[] = [];
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);
  return {
    samples: parts.reduce((end, part) => Math.max(end, part.wantedTo), 0),
    feed: async (bytes, at = position) => {
      position = at;
      const all =
        rest.length > 0
          ? Buffer.concat([rest, bytes])
          : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const frames = Math.floor(all.length / bytesPerFrame);
      const end = position + frames;
      while (waiting[0] && waiting[0].from < end) active.push(...waiting.splice(0, 1));
      for (const part of active) await copyOverlap({ file, inTurn }, part, { pcm: all, position, frames });
      active = active.filter((part) => part.to > end);
      rest = Buffer.from(all.subarray(frames * bytesPerFrame));
      position = end;
    },
  };
}

function partsOf(
  stretches: readonly SoundStretch[],
  { origin, sampleRate, wanted }: { origin: SoundOrigin; sampleRate: number; wanted: readonly SampleRange[] },
): Part[] {
  const name = nameOfOrigin(origin);
  const fades = fadesOf(stretches, sampleRate);
  const ranges = [...wanted].sort((a, b) => a.from - b.from);
  // How far what is wanted reaches, of all ranges up to each.
  let furthest = 0;
  const reaches = ranges.map(({ to }) => (furthest = Math.max(furthest, to)));
  return stretches
    .flatMap((stretch, i) => {
      const own = fades[i];
      if (!own || nameOfOrigin(stretch) !== name) return [];
      const [begin, end] = [stretch.firstSample - own.lead, stretch.endSample + own.tail];
      const reach = reaches[lowerBound(ranges.length, (at) => (ranges[at]?.from ?? 0) >= end) - 1] ?? 0;
      if (reach <= begin) return [];
      const { shiftSamples: shift } = stretch;
      const wantedTo = Math.min(end, reach) + shift;
      return [{ stretch, fades: own, from: begin + shift, to: end + shift, wantedTo }];
    })
    .sort((a, b) => a.from - b.from);
}

interface Piece {
  readonly pcm: Buffer;
  /** Source sample of the piece's first frame. */
  readonly position: number;
  readonly frames: number;
}

interface Programme {
  readonly file: FileHandle;
  readonly inTurn: InTurn;
}

async function copyOverlap({ file, inTurn }: Programme, part: Part, piece: Piece): Promise<void> {
  const from = Math.max(part.from, piece.position);
  const to = Math.min(part.to, piece.position + piece.frames);
  if (to <= from) return;
  const { fadeIn, fadeOut, lead } = part.fades;
  const begin = part.stretch.firstSample - lead;
  const bytesOf = (start: number, end: number) => {
    const first = (part.from + start - piece.position) * bytesPerFrame;
    return piece.pcm.subarray(first, first + (end - start) * bytesPerFrame);
  };
  const [start, end] = [from - part.from, to - part.from];
  const [plainFrom, plainTo] = [Math.max(start, fadeIn), Math.min(end, part.to - part.from - fadeOut)];
  if (plainTo > plainFrom)
    await writeFully(file, bytesOf(plainFrom, plainTo), (begin + plainFrom) * bytesPerFrame);
  const faded = [
    [start, Math.min(end, fadeIn)],
    [Math.max(start, part.to - part.from - fadeOut), end],
  ] as const;
  for (const [first, last] of faded) {
    if (last <= first) continue;
    const shaped = shape(bytesOf(first, last), part, first);
    await inTurn(() => addFully(file, shaped, (begin + first) * bytesPerFrame));
  }
}

/** A copy of samples of a stretch, from `offset` of its heard part on, with its fades applied. */
function shape(slice: Buffer, { fades, from, to }: Part, offset: number): Buffer {
  const shaped = Buffer.from(slice);
  for (let frame = 0; frame * bytesPerFrame < slice.length; frame++) {
    const gain = gainAt(offset + frame, to - from, fades);
    for (let channel = 0; channel < programmeChannels; channel++) {
      const at = frame * bytesPerFrame + 2 * channel;
      shaped.writeInt16LE(Math.round(shaped.readInt16LE(at) * gain), at);
    }
  }
  return shaped;
}

/** Adds samples to what is written there already: where two sounds overlap, either may come first. */
async function addFully(file: FileHandle, samples: Buffer, position: number): Promise<void> {
  const sum = Buffer.alloc(samples.length);
  await file.read(sum, 0, sum.length, position);
  for (let at = 0; at < sum.length; at += 2) {
    const value = sum.readInt16LE(at) + samples.readInt16LE(at);
    sum.writeInt16LE(Math.max(-32_768, Math.min(32_767, value)), at);
  }
  await writeFully(file, sum, position);
}

async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
