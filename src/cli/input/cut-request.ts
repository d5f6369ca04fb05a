import { basename, dirname, extname, relative, resolve } from 'node:path';
import type { Take } from '../../autocut/read-take.ts';
import { cutsRequestSchema, type CutsRequest } from '../../contract/cutting/suggest-cuts.ts';
import { invalidRequest } from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { SyncResult } from '../../contract/footage/source-assets.ts';
import type { Engine } from '../engine/engine.ts';
import { readJsonFile } from './read-config-file.ts';

/** What `cutroom cut` was given on the command line. */
export interface CutFiles {
  /** Cameras, or one JSON file that holds the request. */
  readonly files: readonly string[];
  /** `anna=anna.wav`: who is heard best on which file. */
  readonly mic: readonly string[];
  /** `cam1.mp4=anna` or `cam3.mp4=wide`. */
  readonly shows: readonly string[];
}

/** Whether a command line names a request instead of cameras. */
export function isRequestFile({ files }: CutFiles): boolean {
  return files.length === 1 && extname(files[0] ?? '').toLowerCase() === '.json';
}

export async function readCutRequest(path: string): Promise<CutsRequest> {
  const parsed = cutsRequestSchema.safeParse(await readJsonFile(path), { reportInput: true });
  if (!parsed.success) throw new ProblemError(invalidRequest(parsed.error.issues));
  if (parsed.data.angles === undefined) {
    throw new ProblemError({
      code: 'INVALID_REQUEST',
      message: `${path} names no angles.`,
      hint: 'Projects are known to the server only; list the angles with their files.',
    });
  }
  return parsed.data;
}

/** The folder that the files of a command line lie in: that of the first one. */
export function folderOf({ files }: CutFiles): string {
  return dirname(resolve(files[0] ?? '.'));
}

/** Angles and speakers as a command line names them, in step by their sound. */
export async function takeOfFiles(
  given: CutFiles,
  { engine, folder, signal }: { engine: Engine; folder: string; signal: AbortSignal },
): Promise<{ take: Take; results: readonly SyncResult[] }> {
  const nameOf = (file: string): string => relative(folder, resolve(file));
  const cameras = given.files.map((file) => ({ id: basename(file, extname(file)), filePath: nameOf(file) }));
  const mics = given.mic.map(pairOf).map(([id, file]) => ({ id, filePath: nameOf(file) }));
  const shown = new Map(given.shows.map(pairOf).map(([file, who]) => [nameOf(file), who]));
  const [reference, ...others] = [...new Set([...cameras, ...mics].map(({ filePath }) => filePath))];
  const results = others.length > 0 ? await engine.sync({ reference: reference ?? '', others }, signal) : [];
  const clockOf = (filePath: string): { offsetSeconds: number; driftPpm: number } => {
    const found = results.find((result) => result.filePath === filePath && result.verdict === 'matched');
    return { offsetSeconds: found?.offsetSeconds ?? 0, driftPpm: found?.driftPpm ?? 0 };
  };
  const angles = cameras.map((camera) => {
    const who = shown.get(camera.filePath);
    const shows = who === 'wide' ? ('wide' as const) : who?.split('+');
    return { ...camera, ...clockOf(camera.filePath), ...(shows && { shows }) };
  });
  const speakers = mics.map((mic) => ({ ...mic, ...clockOf(mic.filePath) }));
  return {
    take: { angles, speakers: speakers.length > 0 ? speakers : undefined, range: undefined },
    results,
  };
}

function pairOf(text: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new ProblemError({
    code: 'INVALID_REQUEST',
    message: `"${text}" does not say which belongs to which.`,
    hint: 'Write for instance --mic anna=anna.wav and --shows cam1.mp4=anna.',
  });
}
