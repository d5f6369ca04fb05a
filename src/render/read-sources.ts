import type { Edl } from '../timeline/edl.ts';
import type { ReadSource } from '../media/reading/read-source.ts';
import { resolveSource, type SourceRoots } from '../media/library/resolve-source.ts';
import type { SourceReadings } from '../media/reading/source-readings.ts';

export interface SourcesToRead {
  readonly edl: Edl;
  readonly roots: SourceRoots;
  readonly signal: AbortSignal;
}

/**
 * Reads the sources that clips use, by index; the others stay undefined. Two entries that name one file share
 * one reading. Throws the first `ProblemError`.
 */
export async function readSources(
  { read }: SourceReadings,
  { edl, roots, signal }: SourcesToRead,
): Promise<(ReadSource | undefined)[]> {
  const used = new Set(edl.clips.map((clip) => clip.source));
  const readings = new Map<string, Promise<ReadSource>>();
  const entries = edl.sources.map(async (source, index) => {
    if (!used.has(index)) return undefined;
    const path = await resolveSource(source.path, roots);
    const known = readings.get(path);
    if (known) return known;
    const reading = read({ path, name: source.name || source.path, signal });
    readings.set(path, reading);
    return reading;
  });
  const settled = await Promise.allSettled(entries);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
