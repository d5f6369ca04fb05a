import { tapsAround } from '../../shared/sinc-weights.ts';
import { stretchInto } from '../../ffmpeg/sound/stretch.ts';
import { SoundLine, type LinePoint } from '../../ffmpeg/sound/sound-line.ts';

/** Samples of a source, interleaved, in their place: `at` counts frames from its time zero and may be negative. */
export type TakePlaced = (samples: Int16Array, at: number) => Promise<void> | void;

interface SampleFormat {
  readonly sampleRate: number;
  readonly channels: number;
}

export interface SoundPlacer {
  /** `pts` is where these frames say that they begin. They are kept. */
  readonly push: (pts: number, samples: Int16Array) => Promise<void>;
  /** Hands out what is left. */
  readonly end: () => Promise<void>;
}

/** The place of a sound may be off by so much before it is moved, in seconds: moving it costs resampling. */
const allowance = 0.0003;

/** By how much sound is stretched or pressed to get back into its place; more where it is far off. */
const easyStretch = 0.004;
const mostStretch = 0.025;
/** A greater distance is to be made up for within so many seconds. */
const catchUpSeconds = 0.3;

/**
 * FFmpeg gives a block that begins before the one in front of it a timestamp just behind that one's. Jitter does so to a
 * few in a row.
 */
const mostHeldUp = 4;

/**
 * Puts decoded sound where its timestamps say, taken together (`SoundLine`). What runs on is handed out untouched,
 * sample by sample; sound whose clock drifts is stretched; holes are left out. Frames are handed out in order and
 * never twice; where sound begins again before it has ended, the earlier one is heard to its end.
 */
export function createSoundPlacer(format: SampleFormat, take: TakePlaced): SoundPlacer {
  const { sampleRate, channels } = format;
  const line = new SoundLine(sampleRate);
  const layer = layBlocks(format, take);
  const waiting: Int16Array[] = [];
  let lastPts = -Infinity;
  let heldUp: [number, Int16Array][] = [];
  const enter = (pts: number, samples: Int16Array): void => {
    line.push(pts, samples.length / channels);
    waiting.push(samples);
  };
  // So long a run of them was there before: a file that was joined to itself, or a clock set back.
  const enterHeldUp = (): void => {
    if (heldUp.length <= mostHeldUp) for (const [at, block] of heldUp) enter(at, block);
    heldUp = [];
  };
  const layKnown = async (): Promise<void> => {
    for (let point = line.take(); point; point = line.take()) {
      const block = waiting.shift();
      if (block) await layer(block, waiting[0], point);
    }
  };
  return {
    push: async (pts, samples) => {
      if (samples.length < channels) return;
      const isHeldUp = pts <= lastPts + 1;
      lastPts = pts;
      if (!isHeldUp) {
        enterHeldUp();
        enter(pts, samples);
      } else if (heldUp.length <= mostHeldUp) heldUp.push([pts, samples]);
      await layKnown();
    },
    end: async () => {
      enterHeldUp();
      line.end();
      await layKnown();
    },
  };
}

type LayBlock = (block: Int16Array, next: Int16Array | undefined, point: LinePoint) => Promise<void>;

/** Lays blocks one behind the other, each where its point says; stretches those that are not in their place. */
function layBlocks({ sampleRate, channels }: SampleFormat, take: TakePlaced): LayBlock {
  let previous: Int16Array = new Int16Array(0);
  let [count, offset, end] = [0, 0, -Infinity];
  const hand = async (samples: Int16Array, at: number): Promise<void> => {
    const late = Math.max(0, end - at);
    if (late * channels >= samples.length) return;
    end = at + samples.length / channels;
    await take(late > 0 ? samples.subarray(late * channels) : samples, at + late);
  };
  return async (block, following, point) => {
    const length = block.length / channels;
    if (point.isBreak) [offset, previous] = [Math.round(point.offset), new Int16Array(0)];
    const moved = moveOver(length, { offset, point, sampleRate });
    if (moved === 0 && Number.isInteger(offset)) await hand(block, count + offset);
    else {
      const next = following?.subarray(0, tapsAround * channels) ?? new Int16Array(0);
      const from = count + offset;
      const stretched = stretchInto({ block, previous, next, channels }, { from, to: from + length + moved });
      await hand(stretched, Math.ceil(from));
    }
    offset += moved;
    // Less than a sample, between two of them: nobody hears it.
    if (moved !== 0 && Math.abs(point.offset - offset) < 2 && point.slope === 0)
      offset = Math.ceil(count + length + offset) - count - length;
    previous = block.subarray(Math.max(0, block.length - tapsAround * channels));
    count += length;
  };
}

/** How much farther the end of a block is moved than its beginning, in samples. */
function moveOver(
  length: number,
  { offset, point, sampleRate }: { offset: number; point: LinePoint; sampleRate: number },
): number {
  const wrong = point.offset - offset;
  const isMoving = point.slope !== 0 || !Number.isInteger(offset);
  if (!isMoving && Math.abs(wrong) <= allowance * sampleRate) return 0;
  const rate = Math.min(mostStretch, easyStretch + Math.abs(wrong) / (catchUpSeconds * sampleRate));
  const correction = Math.max(-rate * length, Math.min(rate * length, wrong));
  const moved = point.slope * length + correction;
  return Math.max(-mostStretch * length, Math.min(mostStretch * length, moved));
}
