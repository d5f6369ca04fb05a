import { seededRandom } from './seeded-random.ts';

/** Throws that are the same again for the same seed. */
export class Dice {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    // Neighbouring seeds begin alike; a few throws later they do not.
    for (let i = 0; i < 8; i += 1) this.random();
  }

  real(from: number, to: number): number {
    return from + this.random() * (to - from);
  }

  whole(from: number, to: number): number {
    return Math.floor(this.real(from, to + 1));
  }

  isLucky(chance: number): boolean {
    return this.random() < chance;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)] as T;
  }
}
