import { ProblemError, problemFrom } from '../contract/problems.ts';
import type { SourceAssets } from '../contract/footage/source-assets.ts';
import { resolveSource, type SourceRoots } from '../media/library/resolve-source.ts';
import type { Tools } from '../media/reading/tools.ts';
import {
  missingParts,
  newEntry,
  partsOf,
  progressOf,
  type AssetEntry,
  type AssetPart,
} from './asset-entry.ts';
import { assetTypes, openAssetFiles, type AssetFiles, type AssetName } from './asset-files.ts';
import { createChangeSignal, pauseFor } from '../disk/change-signal.ts';
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
  /** Tells what there is, and starts nothing. */
  readonly isOnlyLooking?: boolean;
}

/** What browsers need of sources to edit with them: made in the background, when somebody asks. */
export interface Assets {
  /** A snapshot at once and after each change, until the signal aborts. Starts whatever is missing, unless told otherwise. */
  readonly watch: (
    filePaths: readonly string[],
    options: AssetsWatch,
  ) => AsyncGenerator<AssetsSnapshot, void, void>;
  /** Where a file lies that a snapshot's URL names, and its media type; undefined for any other name. */
  readonly locate: (key: string, name: string) => { path: string; type: string } | undefined;
  /** The file that assets were made from; undefined where there are none. */
  readonly sourceOf: (key: string) => string | undefined;
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
export function openAssets(options: AssetsOptions): Assets {
  return new BackgroundAssets(options);
}

class BackgroundAssets implements Assets {
  readonly #options: AssetsOptions;
  readonly #files: AssetFiles;
  readonly #context: AssetContext;
  readonly #entries = new Map<string, AssetEntry>();
  readonly #changes = createChangeSignal();
  readonly #tasks: Task[] = [];
  #lastSeq = 0;
  #looking: Promise<void>;
  #making: Promise<void> | undefined;

  constructor(options: AssetsOptions) {
    this.#options = options;
    this.#files = openAssetFiles(options.folder);
    this.#context = { tools: options.tools, signal: options.signal };
    this.#looking = this.#files.discardUnfinished().catch(() => undefined);
  }

  readonly watch = (filePaths: readonly string[], watch: AssetsWatch) => this.#watch(filePaths, watch);

  readonly locate = (key: string, name: string): { path: string; type: string } | undefined => {
    const path = this.#files.pathOf(key, name);
    return path === undefined ? undefined : { path, type: assetTypes[name as AssetName] };
  };

  readonly sourceOf = (key: string): string | undefined => this.#files.sourceOf(key);

  /** In line with those who look, so that a folder that is just being begun is not taken for an orphan. */
  readonly sweep = (): Promise<void> => {
    const sweeping = this.#looking.then(this.#files.sweep);
    this.#looking = sweeping.then(
      () => undefined,
      () => undefined,
    );
    return sweeping.then(() => undefined);
  };

  readonly idle = async (): Promise<void> => {
    await this.#looking;
    await this.#making;
  };

  async *#watch(
    filePaths: readonly string[],
    { signal, sinceSeq, isOnlyLooking = false }: AssetsWatch,
  ): AsyncGenerator<AssetsSnapshot, void, void> {
    const watched = [...new Set(filePaths)].map((filePath) => this.#ask(filePath, isOnlyLooking));
    let seen = sinceSeq;
    try {
      while (!signal.aborted) {
        const seq = watched.reduce((latest, entry) => Math.max(latest, entry.seq), 0);
        const isNews = seq !== seen;
        seen = seq;
        if (isNews) yield { seq, assets: watched.map(({ view }) => view) };
        await (isNews ? pauseFor(intervalMs, signal) : this.#changes.next(signal));
      }
    } finally {
      for (const entry of watched) {
        entry.watchers -= 1;
        this.#forgetIfUnwatched(entry);
      }
    }
  }

  #ask(filePath: string, isOnlyLooking: boolean): AssetEntry {
    const known = this.#entries.get(filePath);
    const entry = known ?? newEntry(filePath);
    if (!known) {
      this.#entries.set(filePath, entry);
      this.#show(entry, {});
    }
    entry.watchers += 1;
    if (!isOnlyLooking) entry.isWanted = true;
    if (!entry.isBusy) {
      entry.isBusy = true;
      this.#looking = this.#looking.then(() => this.#look(entry));
    }
    return entry;
  }

  async #look(entry: AssetEntry): Promise<void> {
    const { signal, roots } = this.#options;
    try {
      signal.throwIfAborted();
      const path = await resolveSource(entry.filePath, roots);
      const found = await findSource(this.#context, { files: this.#files, path, name: entry.filePath });
      this.#enqueue({ entry, found });
    } catch (error) {
      this.#fail(entry, error);
    }
  }

  #enqueue({ entry, found }: Task): void {
    const missing = missingParts(found.record);
    const [part] = missing;
    const parts = partsOf(found.key, found.record);
    if (part === undefined)
      return this.#settle(entry, { ...parts, state: 'ready', progress: 1, message: 'Ready.' });
    const progress = progressOf(missing, part, 0);
    if (!entry.isWanted)
      return this.#settle(entry, { ...parts, state: 'waiting', progress, message: notWanted });
    this.#show(entry, { ...parts, state: 'waiting', progress, message: 'Waits for its turn.' });
    this.#tasks.push({ entry, found });
    this.#beginMaking();
  }

  #beginMaking(): void {
    this.#making ??= this.#makeAll().finally(() => {
      this.#making = undefined;
      if (this.#tasks.length > 0) this.#beginMaking();
    });
  }

  async #makeAll(): Promise<void> {
    while (this.#tasks.length > 0) {
      await this.#untilAnyIsQuick();
      const task = takeNext(this.#tasks);
      if (task) await this.#make(task);
    }
  }

  /** Or until all have been looked at that were asked for: what that finds may be quick, and then goes before what is slow. */
  async #untilAnyIsQuick(): Promise<void> {
    const { signal } = this.#options;
    let isLooking = true;
    const looked = this.#looking.then(() => (isLooking = false));
    while (isLooking && !signal.aborted && !this.#tasks.some(isQuick))
      await Promise.race([looked, this.#changes.next(signal)]);
  }

  async #make({ entry, found }: Task): Promise<void> {
    const { signal, folder, reserveBytes } = this.#options;
    const missing = missingParts(found.record);
    const part = missing[0] ?? 'proxy';
    const onProgress = (done: number) => this.#show(entry, { progress: progressOf(missing, part, done) });
    try {
      signal.throwIfAborted();
      this.#show(entry, { state: 'working', message: sentences[part] });
      const place = { files: this.#files, folder, reserveBytes, name: entry.filePath };
      this.#enqueue({ entry, found: await makePart(this.#context, { ...place, found, part, onProgress }) });
    } catch (error) {
      this.#fail(entry, error);
    }
  }

  #show(entry: AssetEntry, change: Partial<SourceAssets>): void {
    this.#lastSeq = Math.max(this.#lastSeq + 1, Date.now() * 1000);
    entry.seq = this.#lastSeq;
    entry.view = { ...entry.view, ...change };
    this.#changes.raise();
  }

  #settle(entry: AssetEntry, change: Partial<SourceAssets>): void {
    entry.isBusy = false;
    this.#show(entry, change);
    this.#forgetIfUnwatched(entry);
  }

  #fail(entry: AssetEntry, error: unknown): void {
    if (this.#options.signal.aborted) return this.#settle(entry, { message: 'The server is shutting down.' });
    if (!(error instanceof ProblemError)) this.#options.onBug(error, entry.filePath);
    const { message, hint } = problemFrom(error);
    this.#settle(entry, { state: 'failed', message: hint === undefined ? message : `${message} ${hint}` });
  }

  #forgetIfUnwatched(entry: AssetEntry): void {
    if (entry.watchers === 0 && !entry.isBusy) this.#entries.delete(entry.filePath);
  }
}

const notWanted = 'Made when it is first used in a project.';

const sentences: Readonly<Record<AssetPart, string>> = {
  peaks: 'Reading the sound for its waveform.',
  proxy: 'Making a small copy to edit with.',
};

/** Waveforms first; otherwise first come, first served. */
function takeNext(tasks: Task[]): Task | undefined {
  const quick = tasks.findIndex(isQuick);
  return tasks.splice(quick < 0 ? 0 : quick, 1)[0];
}

function isQuick({ found }: Task): boolean {
  return missingParts(found.record)[0] === 'peaks';
}
