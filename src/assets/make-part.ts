import { ProblemError, problems } from '../contract/problems.ts';
import { freeBytes } from '../disk/disk-space.ts';
import { readSound } from '../media/reading/read-sound-source.ts';
import { readSource } from '../media/reading/read-source.ts';
import type { ReadSound, ReadSource, SourceToRead } from '../media/reading/read-types.ts';
import type { Tools } from '../media/reading/tools.ts';
import { toNumber } from '../timeline/rational.ts';
import { missingParts, type AssetPart } from './asset-entry.ts';
import { emptyRecord, whereSourceLies, type AssetFiles, type AssetRecord } from './asset-files.ts';
import { makeCurves, type AssetWork } from './make-curves.ts';
import { makeProxy } from './make-proxy.ts';
import type { AssetContext } from './run-background-child.ts';

/** A source as it was found; its assets lie under `key` until its content changes. */
export interface FoundSource {
  readonly key: string;
  readonly path: string;
  readonly record: AssetRecord;
}

export interface PartToMake extends Pick<AssetWork, 'files' | 'name' | 'onProgress'> {
  readonly found: FoundSource;
  readonly part: AssetPart;
  /** The folder whose disk must keep `reserveBytes`. */
  readonly folder: string;
  readonly reserveBytes: number;
}

/** Makes one part, with a second try where the machine and not the footage may have been at fault. */
export async function makePart(context: AssetContext, job: PartToMake): Promise<FoundSource> {
  try {
    return await tryPart(context, job);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ProblemError && !isWorthRetrying(error)) throw error;
    return tryPart(context, job);
  }
}

function isWorthRetrying({ problem }: ProblemError): boolean {
  const { family, isRetryable } = problems[problem.code];
  return isRetryable && family !== 'request' && problem.code !== 'NO_ROOM';
}

async function tryPart(context: AssetContext, job: PartToMake): Promise<FoundSource> {
  const { files, found, name, part, onProgress } = job;
  // The same content may have been made under another name meanwhile.
  const known = (await files.read(found.key)) ?? found.record;
  if (!missingParts(known).includes(part)) return { ...found, record: known };
  const file = { path: found.path, name, signal: context.signal };
  const source = await readSeenOrHeard(context.tools, file);
  const key = files.keyOf(source.facts.identity);
  if (key !== found.key) throw changed(name);
  await checkSpace(job, toNumber(source.facts.end));
  const about = { files, key, name, onProgress };
  const made = isSeen(source)
    ? await makeNamed(context, { ...about, source }, part)
    : await makeHeard(context, about, source);
  const record = { ...known, ...made };
  await files.write(key, record);
  return { ...found, record };
}

async function makeNamed(
  context: AssetContext,
  work: AssetWork,
  part: AssetPart,
): Promise<Partial<AssetRecord>> {
  return part === 'proxy' ? makeProxy(context, work) : makeHeard(context, work, work.source);
}

async function makeHeard(
  context: AssetContext,
  { files, key, name, onProgress }: Omit<AssetWork, 'source'>,
  source: ReadSound,
): Promise<Partial<AssetRecord>> {
  const { audio, origin, end } = source.facts;
  const work = { files, key, name, onProgress, source };
  return audio ? makeCurves(context, work, { audio, origin, end }) : {};
}

function isSeen(source: ReadSource | ReadSound): source is ReadSource {
  return source.index !== undefined;
}

/** A recorder's file has no picture, and is read for its sound. */
async function readSeenOrHeard(tools: Tools, file: SourceToRead): Promise<ReadSource | ReadSound> {
  try {
    return await readSource(tools, file);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'SOURCE_HAS_NO_PICTURE') throw error;
    return readSound(tools, file);
  }
}

/** Finds out who a source is and what is there of its assets; writes down what it learns. */
export async function findSource(
  { tools, signal }: AssetContext,
  { files, path, name }: { files: AssetFiles; path: string; name: string },
): Promise<FoundSource> {
  const read = await readSeenOrHeard(tools, { path, name, signal });
  const { facts } = read;
  const key = files.keyOf(facts.identity);
  const known = await files.read(key);
  if (known?.source === path) return { key, path, record: known };
  const learnt = {
    ...whereSourceLies(path, name),
    durationSeconds: toNumber(facts.end),
    hasSound: facts.audio !== null,
    hasPicture: isSeen(read),
  };
  const record: AssetRecord = { ...emptyRecord, ...known, ...learnt };
  await files.write(key, record);
  return { key, path, record };
}

/** A proxy takes about this much of the disk; measured on talking heads it is less. */
const proxyBytesPerSecond = 200_000;

async function checkSpace({ part, folder, reserveBytes }: PartToMake, seconds: number): Promise<void> {
  const needed = part === 'proxy' ? seconds * proxyBytesPerSecond : 0;
  const free = await freeBytes(folder);
  if (free - reserveBytes >= needed) return;
  throw new ProblemError({
    code: 'NO_ROOM',
    message: `There is no space on the disk for a proxy: it needs about ${Math.ceil(needed / 1e6)} MB.`,
    hint: `Free some space; ${Math.round(reserveBytes / 1e6)} MB are kept in reserve (DISK_RESERVE_MB).`,
  });
}

function changed(name: string): ProblemError {
  return new ProblemError({
    code: 'SOURCE_CHANGED',
    message: `${name} was changed while its proxy was being made.`,
    hint: 'Open the page again once the file is complete.',
  });
}
