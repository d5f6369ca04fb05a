import { sourcesOf, type ListedSource } from '../../contract/exports/export-request.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { ReadSound, ReadSource, SourceToRead } from '../../media/reading/read-types.ts';
import { resolveSource, type SourceRoots } from '../../media/library/resolve-source.ts';
import type { SourceReadings } from '../../media/reading/kept/source-readings.ts';

export interface SourcesToRead {
  readonly config: ExportConfig;
  readonly roots: SourceRoots;
  readonly signal: AbortSignal;
}

/**
 * Reads the sources that the edit shows, by index; the others stay undefined. Two entries that name one file share
 * one reading. Throws the first `ProblemError`.
 */
export async function readSources(
  { read }: Pick<SourceReadings, 'read'>,
  work: SourcesToRead,
): Promise<(ReadSource | undefined)[]> {
  return readListed(work, { isWanted: ({ isSeen }) => isSeen, read });
}

/** The same of those that are only heard; they need no picture. */
export async function readHeard(
  { readSound }: Pick<SourceReadings, 'readSound'>,
  work: SourcesToRead,
): Promise<(ReadSound | undefined)[]> {
  return readListed(work, { isWanted: ({ isSeen, isUsed }) => isUsed && !isSeen, read: readSound });
}

interface Wanted<Read> {
  readonly isWanted: (listed: ListedSource) => boolean;
  readonly read: (source: SourceToRead) => Promise<Read>;
}

async function readListed<Read>(
  { config, roots, signal }: SourcesToRead,
  { isWanted, read }: Wanted<Read>,
): Promise<(Read | undefined)[]> {
  const readings = new Map<string, Promise<Read>>();
  const entries = sourcesOf(config).map(async (listed) => {
    if (!isWanted(listed)) return undefined;
    const { source } = listed;
    const path = await resolveSource(source.path, roots);
    const known = readings.get(path);
    if (known) return known;
    const reading = read({ path, name: shownName(source.name || source.path), signal });
    readings.set(path, reading);
    return reading;
  });
  const settled = await Promise.allSettled(entries);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** What lies behind the question mark of a link lets anybody read it. */
function shownName(name: string): string {
  return name.includes('://') ? name.replace(/\?.*$/s, '') : name;
}
