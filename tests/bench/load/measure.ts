/** One line of a result: what was measured, and what it should be. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At most so much; undefined where it is only told. */
  readonly target?: number;
}

/** The value below which `share` (0..1) of all lie; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The result as a table for people, and whether every target was met. */
export function printMeasurements(title: string, measurements: readonly Measurement[]): boolean {
  const rows = measurements.map(({ name, value, unit, target }) => [
    name,
    `${format(value, unit)} ${unit}`,
    target === undefined ? '' : `≤ ${format(target, unit)} ${unit}`,
    target === undefined ? '' : value <= target ? 'met' : 'MISSED',
  ]);
  const header = ['', 'measured', 'target', ''];
  const widths = header.map((_, i) => Math.max(...[header, ...rows].map((row) => (row[i] ?? '').length)));
  process.stdout.write(`\n${title}\n`);
  for (const row of [header, ...rows]) {
    process.stdout.write(`  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}\n`);
  }
  return measurements.every(({ value, target }) => target === undefined || value <= target);
}

function format(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === '×') return value.toFixed(3);
  return Math.abs(value) >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

const everydayPaths = ['/api/export', '/api/health', '/api/export/tick-0/status'];

/** Milliseconds that each of many requests took, one after the other with a rest between them. */
export async function timeRequests(
  url: string,
  { seconds, restMs }: { readonly seconds: number; readonly restMs: number },
): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < until; i += 1) {
    const path = everydayPaths[i % everydayPaths.length] ?? '';
    times.push(await timed(async () => (await fetch(`${url}${path}`)).text()));
    await pause(restMs);
  }
  return times;
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
