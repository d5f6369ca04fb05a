import type { FileHandle } from 'node:fs/promises';
import type { SoundStretch } from '../planner/plan.ts';
import { fadesOf, gainAt, type StretchFades } from './sound-joins.ts';

/** The programme's raw form on disk: 16-bit interleaved stereo. */
export const programmeChannels = 2;
const bytesPerFrame = 2 * programmeChannels;

/** One source's share of the programme. */
interface Part {
  readonly stretch: SoundStretch;
  readonly fades: StretchFades;
  /** Source samples `[from, to)`. */
  readonly from: number;
  readonly to: number;
}

/**
 * Puts decoded sound of one source where the programme wants it. Feed it the source's samples from its time
 * zero on, in pieces of any size; what no stretch wants is dropped. Memory does not grow with the number of
 * stretches or their length; silence is what nobody writes.
 */
export interface ProgrammeWriter {
  /** How many samples of the source, from its time zero, are wanted. */
  readonly samples: number;
  readonly feed: (bytes: Uint8Array) => Promise<void>;
}

export function writeProgramme(
  file: FileHandle,
  stretches: readonly SoundStretch[],
  options: { source: number; sampleRate: number },
): ProgrammeWriter {
  const parts = partsOf(stretches, options);
  const waiting = [...parts];
  let active: Part[] = [];
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);
  return {
    samples: parts.reduce((end, part) => Math.max(end, part.to), 0),
    feed: async (bytes) => {
      const all =
        rest.length > 0
          ? Buffer.concat([rest, bytes])
          : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const frames = Math.floor(all.length / bytesPerFrame);
      const end = position + frames;
      while (waiting[0] && waiting[0].from < end) active.push(...waiting.splice(0, 1));
      for (const part of active) await copyOverlap(file, part, { pcm: all, position, frames });
      active = active.filter((part) => part.to > end);
      rest = Buffer.from(all.subarray(frames * bytesPerFrame));
      position = end;
    },
  };
}

function partsOf(
  stretches: readonly SoundStretch[],
  { source, sampleRate }: { source: number; sampleRate: number },
): Part[] {
  const fades = fadesOf(stretches, sampleRate);
  return stretches
    .flatMap((stretch, i) => {
      const own = fades[i];
      if (stretch.source !== source || !own) return [];
      const from = stretch.firstSample + stretch.shiftSamples;
      return [{ stretch, fades: own, from, to: from + stretch.endSample - stretch.firstSample }];
    })
    .sort((a, b) => a.from - b.from);
}

interface Piece {
  readonly pcm: Buffer;
  /** Source sample of the piece's first frame. */
  readonly position: number;
  readonly frames: number;
}

async function copyOverlap(file: FileHandle, part: Part, piece: Piece): Promise<void> {
  const from = Math.max(part.from, piece.position);
  const to = Math.min(part.to, piece.position + piece.frames);
  if (to <= from) return;
  const begin = (from - piece.position) * bytesPerFrame;
  const slice = piece.pcm.subarray(begin, begin + (to - from) * bytesPerFrame);
  const shaped = shape(slice, part, from - part.from);
  const at = (part.stretch.firstSample + from - part.from) * bytesPerFrame;
  await writeFully(file, shaped, at);
}

/** Applies the fades where the slice touches them; elsewhere the samples stay as they are, untouched. */
function shape(slice: Buffer, { fades, from, to }: Part, offset: number): Buffer {
  const length = to - from;
  const frames = slice.length / bytesPerFrame;
  const fadeInFrames = Math.max(0, Math.min(frames, fades.fadeIn - offset));
  const fadeOutStart = Math.min(frames, Math.max(fadeInFrames, length - fades.fadeOut - offset));
  if (fadeInFrames === 0 && fadeOutStart === frames) return slice;
  const shaped = Buffer.from(slice);
  const scale = (frame: number) => {
    const gain = gainAt(offset + frame, length, fades);
    for (let channel = 0; channel < programmeChannels; channel++) {
      const at = frame * bytesPerFrame + 2 * channel;
      shaped.writeInt16LE(Math.round(shaped.readInt16LE(at) * gain), at);
    }
  };
  for (let frame = 0; frame < fadeInFrames; frame++) scale(frame);
  for (let frame = fadeOutStart; frame < frames; frame++) scale(frame);
  return shaped;
}

async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
