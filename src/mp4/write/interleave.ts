import { lowerBound } from '../../shared/lower-bound.ts';
import type { MovieSpec, TextTrackSpec } from './movie-spec.ts';

/** Consecutive samples `[from, to)` of one run, side by side in the movie. Words are one run. */
export interface Piece {
  readonly track: 'video' | 'audio' | TextTrackSpec['kind'];
  readonly run: number;
  readonly from: number;
  readonly to: number;
  /** Which half second of the movie it belongs to. */
  readonly slot: number;
}

/** Sound and picture of the same half second lie together, so that a player need not seek. */
const slotsPerSecond = 2;

/** The order of all samples in the file. */
export function interleave(spec: MovieSpec): Piece[] {
  const { video, audio } = spec;
  const pictures = new Cursor(
    'video',
    video.runs.map((run) => run.samples.count),
  );
  const sounds = new Cursor(
    'audio',
    (audio?.runs ?? []).map((run) => run.size.length),
  );
  const texts = (spec.texts ?? []).map(({ kind, samples, delayTicks }) => ({
    cursor: new Cursor(kind, [samples.length]),
    begins: beginsOf(samples, delayTicks),
  }));
  const isDone = () => pictures.isDone && sounds.isDone && texts.every(({ cursor }) => cursor.isDone);
  const pieces: Piece[] = [];
  for (let slot = 1; !isDone(); slot++) {
    const seconds = slot / slotsPerSecond;
    for (const { cursor, begins } of texts) {
      const end = seconds * video.timescale;
      const begun = lowerBound(begins.length, (i) => (begins[i] ?? 0) >= end);
      pieces.push(...cursor.takeUntil(begun, slot));
    }
    const frames = Math.ceil((seconds * video.timescale) / video.ticksPerFrame);
    pieces.push(...pictures.takeUntil(frames, slot));
    if (audio) {
      const samples = seconds * audio.sampleRate + audio.primingSamples;
      pieces.push(...sounds.takeUntil(Math.ceil(samples / audio.samplesPerPacket), slot));
    }
  }
  return pieces;
}

/** When each sample is first shown, in ticks. */
function beginsOf(samples: TextTrackSpec['samples'], delayTicks: number): Float64Array {
  let at = delayTicks;
  return Float64Array.from(samples, ({ ticks }) => (at += ticks) - ticks);
}

class Cursor {
  readonly #track: Piece['track'];
  readonly #counts: readonly number[];
  #run = 0;
  /** Next sample, within the run and within the track. */
  #sample = 0;
  #position = 0;

  constructor(track: Piece['track'], counts: readonly number[]) {
    this.#track = track;
    this.#counts = counts;
  }

  get isDone(): boolean {
    return this.#run >= this.#counts.length;
  }

  *takeUntil(position: number, slot: number): Generator<Piece> {
    while (!this.isDone && this.#position < position) {
      const count = this.#counts[this.#run] ?? 0;
      const to = Math.min(count, this.#sample + position - this.#position);
      if (to > this.#sample) {
        yield { track: this.#track, run: this.#run, from: this.#sample, to, slot };
      }
      this.#position += to - this.#sample;
      this.#sample = to;
      if (to === count) {
        this.#run++;
        this.#sample = 0;
      }
    }
  }
}
