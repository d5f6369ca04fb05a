import { cpus, totalmem } from 'node:os';
import type { Cost } from './measure.ts';

export interface Target {
  readonly name: string;
  readonly ratio: number;
  /** At most this. */
  readonly target: number;
}

export function describeMachine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${memory} GiB, Node ${process.version}`;
}

export function printCosts(costs: Readonly<Record<string, Cost>>): void {
  printRows([
    ['', 'wall s', 'CPU s', 'peak MB'],
    ...Object.entries(costs).map(([name, { wallSeconds, cpuSeconds, peakBytes }]) => [
      name,
      wallSeconds.toFixed(1),
      cpuSeconds.toFixed(1),
      (peakBytes / 1e6).toFixed(0),
    ]),
  ]);
}

export function printTargets(targets: readonly Target[]): void {
  printRows([
    ['', 'ratio', 'at most', ''],
    ...targets.map(({ name, ratio, target }) => [
      name,
      ratio.toFixed(3),
      target.toFixed(3),
      ratio <= target ? 'yes' : 'NO',
    ]),
  ]);
}

/** Rows of cells, the first column to the left, numbers to the right. */
export function printRows(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  console.log('');
  for (const row of rows) {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    console.log(cells.join('  ').trimEnd());
  }
}
