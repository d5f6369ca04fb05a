import { ProblemError, problemFrom } from '../contract/problems.ts';
import type { SourceAssets } from '../contract/source-assets.ts';
import { resolveSource, type SourceRoots } from '../media/library/resolve-source.ts';
import type { Tools } from '../media/reading/tools.ts';
import {
  missingParts,
  newView,
  partsOf,
  progressOf,
  type AssetEntry,
  type AssetPart,
} from './asset-entry.ts';
import { assetTypes, openAssetFiles, type AssetName } from './asset-files.ts';
import { createChangeSignal, pauseFor } from './change-signal.ts';
import { findSource, makePart, type FoundSource } from './make-part.ts';
import type { AssetContext } from './run-background-child.ts';

export interface AssetsOptions {
  readonly tools: Tools;
  readonly roots: SourceRoots;
  /** Where assets lie; made when it is first needed. */
  readonly folder: string;
  /** Space that is never used, in bytes. */
  readonly reserveBytes: number;
  /** Stops everything; children are dead when `idle` resolves. */
  readonly signal: AbortSignal;
  readonly onBug: (error: unknown, filePath: string) => void;
}

/** The assets of some sources at one instant, in the order in which they were asked for. */
export interface AssetsSnapshot {
  readonly seq: number;
  readonly assets: readonly SourceAssets[];
}

export interface AssetsWatch {
  readonly signal: AbortSignal;
  /** The last snapshot that the watcher has seen. */
  readonly sinceSeq?: number;
}

/** What browsers need of sources to edit with them: made in the background, when somebody asks. */
export interface Assets {
  /** A snapshot at once and after each change, until the signal aborts. Starts whatever is missing. */
  readonly watch: (
    filePaths: readonly string[],
    options: AssetsWatch,
  ) => AsyncGenerator<AssetsSnapshot, void, void>;
  /** Where a file lies that a snapshot's URL names, and its media type; undefined for any other name. */
  readonly locate: (key: string, name: string) => { path: string; type: string } | undefined;
  /** Deletes the assets of sources that are gone. */
  readonly sweep: () => Promise<void>;
  /** Resolves when nothing is being made. */
  readonly idle: () => Promise<void>;
}

/** At most five snapshots a second for each watcher. */
const intervalMs = 200;

interface Task {
  readonly entry: AssetEntry;
  found: FoundSource;
}

/**
 * Opens the assets under a folder. Sources are looked at one after another, and made one after another: first
 * the quick parts of all, then the slow ones.
 */
// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export function openAssets(options: AssetsOptions): Assets {
  const { signal, tools } = options;
  const files = openAssetFiles(options.folder);
  const context: AssetContext = { tools, signal };
  const entries = new Map<string, AssetEntry>();
  const changes = createChangeSignal();
  const tasks: Task[] = [];
  let lastSeq = 0;
  let looking: Promise<void> = files.discardUnfinished().catch(() => undefined);
  let making: Promise<void> | undefined;

  const show = (entry: AssetEntry, change: Partial<SourceAssets>): void => {
    lastSeq = Math.max(lastSeq + 1, Date.now() * 1000);
    entry.seq = lastSeq;
    entry.view = { ...entry.view, ...change };
    changes.raise();
  };
  const forgetIfUnwatched = (entry: AssetEntry): void => {
    if (entry.watchers === 0 && !entry.isBusy) entries.delete(entry.filePath);
  };
  const settle = (entry: AssetEntry, change: Partial<SourceAssets>): void => {
    entry.isBusy = false;
    show(entry, change);
    forgetIfUnwatched(entry);
  };
  const fail = (entry: AssetEntry, error: unknown): void => {
    if (signal.aborted) return settle(entry, { message: 'The server is shutting down.' });
    if (!(error instanceof ProblemError)) options.onBug(error, entry.filePath);
    const { message, hint } = problemFrom(error);
    settle(entry, { state: 'failed', message: hint === undefined ? message : `${message} ${hint}` });
  };

  const look = async (entry: AssetEntry): Promise<void> => {
    try {
      signal.throwIfAborted();
      const path = await resolveSource(entry.filePath, options.roots);
      const found = await findSource(context, { files, path, name: entry.filePath });
      enqueue({ entry, found });
    } catch (error) {
      fail(entry, error);
    }
  };
  const enqueue = ({ entry, found }: Task): void => {
    const missing = missingParts(found.record);
    const [part] = missing;
    const parts = partsOf(found.key, found.record);
    if (part === undefined)
      return settle(entry, { ...parts, state: 'ready', progress: 1, message: 'Ready.' });
    const message = 'Waits for its turn.';
    show(entry, { ...parts, state: 'waiting', progress: progressOf(missing, part, 0), message });
    tasks.push({ entry, found });
    making ??= makeAll().finally(() => (making = undefined));
  };
  const makeAll = async (): Promise<void> => {
    for (let task = takeNext(tasks); task; task = takeNext(tasks)) await make(task);
  };
  const make = async (task: Task): Promise<void> => {
    const { entry, found } = task;
    const missing = missingParts(found.record);
    const part = missing[0] ?? 'proxy';
    const tell = (done: number): void => show(entry, { progress: progressOf(missing, part, done) });
    try {
      signal.throwIfAborted();
      show(entry, { state: 'working', message: sentences[part] });
      const { folder, reserveBytes } = options;
      const place = { files, folder, reserveBytes, name: entry.filePath };
      enqueue({ entry, found: await makePart(context, { ...place, found, part, onProgress: tell }) });
    } catch (error) {
      fail(entry, error);
    }
  };

  const ask = (filePath: string): AssetEntry => {
    const known = entries.get(filePath);
    const entry = known ?? { filePath, view: newView(filePath), seq: 0, watchers: 0, isBusy: false };
    if (!known) {
      entries.set(filePath, entry);
      show(entry, {});
    }
    entry.watchers += 1;
    if (!entry.isBusy) {
      entry.isBusy = true;
      looking = looking.then(() => look(entry));
    }
    return entry;
  };

  return {
    watch: async function* (filePaths, { signal: own, sinceSeq }) {
      const watched = [...new Set(filePaths)].map(ask);
      let seen = sinceSeq;
      try {
        while (!own.aborted) {
          const seq = watched.reduce((latest, entry) => Math.max(latest, entry.seq), 0);
          const isNews = seq !== seen;
          seen = seq;
          if (isNews) yield { seq, assets: watched.map(({ view }) => view) };
          await (isNews ? pauseFor(intervalMs, own) : changes.next(own));
        }
      } finally {
        for (const entry of watched) {
          entry.watchers -= 1;
          forgetIfUnwatched(entry);
        }
      }
    },
    locate: (key, name) => {
      const path = files.pathOf(key, name);
      return path === undefined ? undefined : { path, type: assetTypes[name as AssetName] };
    },
    // In line with those who look, so that a folder that is just being begun is not taken for an orphan.
    sweep: () => {
      const sweeping = looking.then(files.sweep);
      looking = sweeping.then(
        () => undefined,
        () => undefined,
      );
      return sweeping.then(() => undefined);
    },
    idle: async () => {
      await looking;
      await making;
    },
  };
}

const sentences: Readonly<Record<AssetPart, string>> = {
  peaks: 'Reading the sound for its waveform.',
  proxy: 'Making a small copy to edit with.',
};

/** Waveforms first; otherwise first come, first served. */
function takeNext(tasks: Task[]): Task | undefined {
  const quick = tasks.findIndex(({ found }) => missingParts(found.record)[0] === 'peaks');
  return tasks.splice(quick < 0 ? 0 : quick, 1)[0];
}
