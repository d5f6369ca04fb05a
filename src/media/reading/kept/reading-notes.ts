import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { z } from 'zod';
import { ProblemError, type Problem } from '../../../contract/problems.ts';
import { maxRecordBytes, readSmallFile } from '../../../disk/read-small-file.ts';
import { storeFs } from '../../../disk/store-fs.ts';
import { writeFileAtomically } from '../../../disk/write-file-atomically.ts';
import type { SourceToRead } from '../read-types.ts';
import { readStamp } from '../identity/source-stamp.ts';
import { parseJson } from '../../../shared/parse-json.ts';

/** Notes on the disk of which sources are being read: where a server dies, the next one knows over what. */
export interface ReadingNotes {
  /**
   * Reads the notes that a dead server left; to be called once no other server works in the folder. Answers whether
   * there were any: then no export is to blame for its death.
   */
  readonly takeStock: () => Promise<boolean>;
  /** Whether a server died while this state of the file was read, and nobody has read it to the end since. */
  readonly isSuspect: (path: string, signal: AbortSignal) => Promise<boolean>;
  /**
   * Reads a source under a note. Suspects are read one at a time, so that the next death has one cause; one over which
   * `mostDeaths` servers died is refused with a `ProblemError`.
   */
  readonly under: <Read>(source: SourceToRead, read: () => Promise<Read>) => Promise<Read>;
  /** Takes back what has not ended: a server that was asked to end dies of nothing. */
  readonly close: () => Promise<void>;
}

/** Fewer than an export is given: what is read is read in a moment, and chance seldom strikes in it. */
const mostDeaths = 3;
const forgottenAfterMs = 24 * 3_600_000;
const mostSuspects = 1000;

const noteSchema = z.object({ path: z.string(), stamp: z.string() });
const suspectSchema = noteSchema.extend({ deaths: z.number().int(), at: z.number() });
type Suspect = Readonly<z.infer<typeof suspectSchema>>;

export function openReadingNotes(folder: string, now: () => number): ReadingNotes {
  const suspects = openSuspects(folder, now);
  const oneByOne = new PQueue({ concurrency: 1 });
  const written = new Set<string>();
  const readNoted = async <Read>(note: Note, read: () => Promise<Read>): Promise<Read> => {
    const file = join(folder, `now-${randomUUID()}.json`);
    written.add(file);
    // A disk that takes no notes is no reason to read nothing.
    await writeFile(file, JSON.stringify(note)).catch(() => undefined);
    try {
      return await read();
    } finally {
      written.delete(file);
      await rm(file, { force: true }).catch(() => undefined);
      // Whatever came of it: nobody died of it.
      await suspects.clear(note);
    }
  };
  return {
    takeStock: async () => {
      await mkdir(folder, { recursive: true });
      const left = await takeNotes(folder);
      await suspects.blame(left);
      return left.length > 0;
    },
    isSuspect: async (path, signal) => suspects.deathsOf(await noteOf({ path, signal })) > 0,
    under: async (source, read) => {
      const note = await noteOf(source);
      const deaths = suspects.deathsOf(note);
      if (deaths === 0) return readNoted(note, read);
      if (deaths >= mostDeaths) throw new ProblemError(deadly(source.name, deaths));
      return oneByOne.add(
        () => {
          source.signal.throwIfAborted();
          return readNoted(note, read);
        },
        { signal: source.signal },
      );
    },
    close: async () => {
      await Promise.allSettled([...written].map((file) => rm(file, { force: true })));
    },
  };
}

/** Files over which servers died, by path; kept on the disk. */
function openSuspects(folder: string, now: () => number) {
  const suspects = new Map<string, Suspect>();
  const oneWriter = new PQueue({ concurrency: 1 });
  const save = (): Promise<void> =>
    oneWriter.add(() => saveSuspects(folder, [...suspects.values()]).catch(() => undefined));
  const deathsOf = ({ path, stamp }: Note): number => {
    const found = suspects.get(path);
    return found?.stamp === stamp && now() - found.at < forgottenAfterMs ? found.deaths : 0;
  };
  return {
    deathsOf,
    blame: async (notes: readonly Note[]) => {
      for (const suspect of await loadSuspects(folder)) suspects.set(suspect.path, suspect);
      // One of which that is known already explains the death for those that were read beside it.
      const known = notes.filter((note) => deathsOf(note) > 0);
      for (const note of known.length > 0 ? known : notes) {
        suspects.set(note.path, { ...note, deaths: deathsOf(note) + 1, at: now() });
      }
      if (notes.length > 0) await save();
    },
    clear: async ({ path }: Note) => {
      if (suspects.delete(path)) await save();
    },
  };
}

/** The stamp is empty for a file that is not there, which its reading will then say. */
async function noteOf({ path, signal }: Pick<SourceToRead, 'path' | 'signal'>): Promise<Note> {
  return { path, stamp: await readStamp(path, signal).catch(() => '') };
}

type Note = Readonly<z.infer<typeof noteSchema>>;

const suspectsFile = 'deaths.json';

async function loadSuspects(folder: string): Promise<readonly Suspect[]> {
  const file = readSmallFile(join(folder, suspectsFile), maxRecordBytes);
  const parsed = file.isOk ? z.array(suspectSchema).safeParse(parseJson(file.text)) : undefined;
  return parsed?.success ? parsed.data : [];
}

async function saveSuspects(folder: string, suspects: readonly Suspect[]): Promise<void> {
  const text = `${JSON.stringify(suspects.slice(-mostSuspects))}\n`;
  await writeFileAtomically(storeFs, join(folder, suspectsFile), text);
}

/** Each is taken once. */
async function takeNotes(folder: string): Promise<readonly Note[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('now-'));
  const notes: Note[] = [];
  for (const name of names) {
    const file = readSmallFile(join(folder, name), maxRecordBytes);
    const parsed = file.isOk ? noteSchema.safeParse(parseJson(file.text)) : undefined;
    if (parsed?.success) notes.push(parsed.data);
    await rm(join(folder, name), { force: true, recursive: true });
  }
  return notes;
}

function deadly(name: string, deaths: number): Problem {
  return {
    code: 'SOURCE_TOO_DEMANDING',
    message: `${name} is not opened: the server died ${deaths} times while it was read.`,
    hint: 'Repackage it: `ffmpeg -i in -map 0:v:0 -map 0:a? -c copy out.mp4`. It is tried again after a day.',
  };
}
