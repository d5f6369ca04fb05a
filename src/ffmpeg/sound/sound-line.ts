import { fitLine } from './fit-line.ts';
import { isStep, stepWindow, type PlacedBlock } from './find-steps.ts';

/** Where a block really belongs, once its neighbours are known. */
export interface LinePoint {
  /** Its place must not follow from the block before it: there is a hole, or it begins too early. */
  readonly isBreak: boolean;
  /** What has to be added to its count of samples. */
  readonly offset: number;
  /** How much more that is a sample later: a recorder's clock that runs slow or fast. */
  readonly slope: number;
}

/** Half the window in which the line through the timestamps is drawn, in seconds. */
const fitSeconds = 3;

/** Offsets that stay within so many samples of one another are all one: resampling rounds. */
const sameSamples = 2;

/** Blocks that are done with are let go of in lots. */
const lot = 4096;

/**
 * Tells from the timestamps of decoded sound where each block lies. Timestamps are judged together: jitter is evened
 * out, a clock that drifts is followed, and only a step that lasts is a hole. Answers come some seconds of sound late.
 */
export class SoundLine {
  readonly #rate: number;
  #blocks: (PlacedBlock & { isBreak: boolean })[] = [];
  #count = 0;
  #isEnded = false;
  /** Index of the next block to be looked at for a step, and of the first one behind the last step. */
  #next = 0;
  #start = 0;
  /** Index of the next block to be answered. */
  #asked = 0;
  /** Counts at which the offset moved, in order, and what it has been since the last. */
  #moves: number[] = [];
  #still = 0;

  constructor(sampleRate: number) {
    this.#rate = sampleRate;
  }

  /** `pts` is where a block of `length` samples says that it begins. */
  push(pts: number, length: number): void {
    const offset = pts - this.#count;
    if (this.#count === 0) this.#still = offset;
    if (Math.abs(offset - this.#still) > sameSamples) {
      this.#moves.push(this.#count);
      this.#still = offset;
    }
    this.#blocks.push({ count: this.#count, length, offset, isBreak: this.#blocks.length === 0 });
    this.#count += length;
  }

  /** Nothing more comes: all that is left can be answered. */
  end(): void {
    this.#isEnded = true;
  }

  /** The place of the next block; undefined where more has to come first. */
  take(): LinePoint | undefined {
    const block = this.#blocks[this.#asked];
    if (!block || !this.#isKnownTo(block.count + (fitSeconds + stepWindow.seconds) * this.#rate))
      return undefined;
    this.#findSteps(block.count + fitSeconds * this.#rate);
    const point = this.#pointOf(this.#asked, block);
    this.#asked++;
    this.#forget();
    return point;
  }

  #isKnownTo(count: number): boolean {
    return this.#isEnded || this.#count >= count;
  }

  #findSteps(until: number): void {
    for (
      let block = this.#blocks[this.#next];
      block && block.count <= until;
      block = this.#blocks[this.#next]
    ) {
      if (this.#next > this.#start && this.#isStepAt(this.#next, block)) {
        block.isBreak = true;
        this.#start = this.#next;
      }
      this.#next++;
    }
  }

  #isStepAt(at: number, block: PlacedBlock): boolean {
    const previous = this.#blocks[at - 1];
    if (!previous || Math.abs(block.offset - previous.offset) <= 1) return false;
    const reach = stepWindow.seconds * this.#rate;
    const { leastBlocks } = stepWindow;
    let from = at - 1;
    while (
      from > this.#start &&
      (block.count - (this.#blocks[from - 1]?.count ?? 0) <= reach || at - from < leastBlocks)
    )
      from--;
    let to = at + 1;
    while (
      to < this.#blocks.length &&
      ((this.#blocks[to]?.count ?? 0) - block.count < reach || to - at < leastBlocks)
    )
      to++;
    return isStep(this.#blocks.slice(from, at), this.#blocks.slice(at, to), this.#rate);
  }

  #pointOf(at: number, block: PlacedBlock & { isBreak: boolean }): LinePoint {
    const { isBreak } = block;
    const reach = fitSeconds * this.#rate;
    let from = at;
    while (
      from > 0 &&
      this.#blocks[from]?.isBreak === false &&
      block.count - (this.#blocks[from]?.count ?? 0) < reach
    )
      from--;
    while ((this.#moves[0] ?? Infinity) <= (this.#blocks[from]?.count ?? 0)) this.#moves.shift();
    if ((this.#moves[0] ?? Infinity) > block.count + reach)
      return { isBreak, offset: block.offset, slope: 0 };
    let to = at + 1;
    for (; to < this.#blocks.length; to++) {
      const next = this.#blocks[to];
      if (!next || next.isBreak || next.count - block.count > reach) break;
    }
    return { isBreak, ...fitLine(this.#blocks.slice(from, to), { at: block.count, sampleRate: this.#rate }) };
  }

  #forget(): void {
    const keep = this.#blocks[this.#asked]?.count ?? this.#count;
    if (this.#asked < 2 * lot || keep - (this.#blocks[lot]?.count ?? keep) < 2 * fitSeconds * this.#rate)
      return;
    this.#blocks.splice(0, lot);
    this.#asked -= lot;
    this.#next -= lot;
    this.#start = Math.max(0, this.#start - lot);
  }
}
