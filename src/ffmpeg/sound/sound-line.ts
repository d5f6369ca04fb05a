import { fitClockLine } from './fit-line.ts';
import { findStep, stepWindow, type PlacedBlock, type Step } from './find-steps.ts';

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

interface LineBlock extends PlacedBlock {
  /** Samples of lost packets before it, which `offset` leaves out: the line goes on over them. */
  readonly lost: number;
  readonly isBreak: boolean;
  /** A new line begins here. */
  readonly isFirst: boolean;
}

/**
 * Tells from the timestamps of decoded sound where each block lies. Timestamps are judged together: jitter is evened
 * out, a clock that drifts is followed, and only a step that lasts is a hole. Answers come some seconds of sound late.
 */
export class SoundLine {
  readonly #rate: number;
  #blocks: LineBlock[] = [];
  #count = 0;
  #lost = 0;
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
    const isFirst = this.#count === 0;
    const lost = this.#lost;
    this.#blocks.push({ count: this.#count, length, offset: offset - lost, lost, isBreak: isFirst, isFirst });
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
      const step = this.#next > this.#start ? this.#stepAt(this.#next, block) : undefined;
      if (step) this.#breakAt(this.#next, block, step);
      this.#next++;
    }
  }

  #breakAt(at: number, block: LineBlock, { lost }: Step): void {
    this.#blocks[at] = { ...block, isBreak: true, isFirst: lost === undefined };
    if (lost === undefined) {
      this.#start = at;
      return;
    }
    this.#lost += lost;
    for (let i = at; i < this.#blocks.length; i++) {
      const own = this.#blocks[i];
      if (own) this.#blocks[i] = { ...own, offset: own.offset - lost, lost: own.lost + lost };
    }
  }

  #stepAt(at: number, block: PlacedBlock): Step | undefined {
    const previous = this.#blocks[at - 1];
    if (!previous || Math.abs(block.offset - previous.offset) <= 1) return undefined;
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
    return findStep(this.#blocks.slice(from, at), this.#blocks.slice(at, to), this.#rate);
  }

  #pointOf(at: number, block: LineBlock): LinePoint {
    const { isBreak, lost } = block;
    const reach = fitSeconds * this.#rate;
    let from = at;
    while (
      from > 0 &&
      this.#blocks[from]?.isFirst === false &&
      block.count - (this.#blocks[from]?.count ?? 0) < reach
    )
      from--;
    while ((this.#moves[0] ?? Infinity) <= (this.#blocks[from]?.count ?? 0)) this.#moves.shift();
    if ((this.#moves[0] ?? Infinity) > block.count + reach)
      return { isBreak, offset: block.offset + lost, slope: 0 };
    let to = at + 1;
    for (; to < this.#blocks.length; to++) {
      const next = this.#blocks[to];
      if (!next || next.isFirst || next.count - block.count > reach) break;
    }
    const around = this.#blocks.slice(from, to);
    const { offset, slope } = fitClockLine(around, { at: block.count, sampleRate: this.#rate });
    return { isBreak, offset: offset + lost, slope };
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
