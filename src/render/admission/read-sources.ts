import type { ExportConfig } from '../../contract/parse-config.ts';
import type { ReadSource } from '../../media/reading/read-source.ts';
import { resolveSource, type SourceRoots } from '../../media/library/resolve-source.ts';
import type { SourceReadings } from '../../media/reading/source-readings.ts';

export interface SourcesToRead {
  readonly config: ExportConfig;
  readonly roots: SourceRoots;
  readonly signal: AbortSignal;
}

/**
 * Reads the sources that clips use, by index; the others stay undefined. Two entries that name one file share
 * one reading. Throws the first `ProblemError`.
 */
export async function readSources(
  { read }: SourceReadings,
  { config, roots, signal }: SourcesToRead,
): Promise<(ReadSource | undefined)[]> {
  const used = new Set(config.segments.map((segment) => segment.sourceIndex));
  const readings = new Map<string, Promise<ReadSource>>();
  const entries = config.sources.map(async (source, index) => {
    if (!used.has(index)) return undefined;
    const path = await resolveSource(source.filePath, roots);
    const known = readings.get(path);
    if (known) return known;
    const reading = read({ path, name: source.name || source.filePath, signal });
    readings.set(path, reading);
    return reading;
  });
  const settled = await Promise.allSettled(entries);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
