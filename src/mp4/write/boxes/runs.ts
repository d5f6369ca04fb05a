/** Values in order, equal neighbours as one: the form `stts` and `ctts` have in the file. */
export class RunLengths {
  /** Count and value by turns. */
  readonly pairs: number[] = [];

  push(value: number, count = 1): void {
    const { pairs } = this;
    const last = pairs.length - 2;
    if (last >= 0 && pairs[last + 1] === value) pairs[last] = (pairs[last] ?? 0) + count;
    else if (count > 0) pairs.push(count, value);
  }

  get length(): number {
    return this.pairs.length / 2;
  }
}
