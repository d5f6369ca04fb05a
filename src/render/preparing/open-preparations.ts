import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { ExportReadiness, PreparedAnswer } from '../../contract/exports/preparation.ts';
import type { Problem } from '../../contract/problems.ts';
import { createChangeSignal, type ChangeSignal } from '../../disk/change-signal.ts';
import type { ChunkStore } from '../../media/chunks/chunk-store.ts';
import { openOwnChunks, type OwnChunks } from './own-chunks.ts';
import type { AheadRenderer, LookedAhead } from './ports.ts';

/** An edit to be rendered ahead. */
export interface EditToPrepare {
  /** Of whom and of which project it is; a later edit under the same name replaces it. */
  readonly name: string;
  readonly config: ExportConfig;
}

/** Edits that are rendered before they are exported, one at a time, whenever the children have nothing else to do. */
export interface Preparations {
  /** Looks what is there of the edit, and has the rest rendered. Throws the `ProblemError` that speaks against it. */
  readonly prepare: (edit: EditToPrepare, signal?: AbortSignal) => Promise<PreparedAnswer>;
  /** How the latest edit of this name stands, now and after each change, until the signal aborts. */
  readonly watch: (name: string, signal: AbortSignal) => AsyncGenerator<ExportReadiness, void, void>;
  /** Stops what is being rendered. */
  readonly close: () => Promise<void>;
}

export interface PreparationsOptions {
  readonly renderer: AheadRenderer;
  readonly store: Pick<ChunkStore, 'usedAt' | 'retire'>;
  /** Resolves when no child works or waits. */
  readonly idle: () => Promise<void>;
  /** Whether anything is rendered; otherwise it is only looked. */
  readonly isOn: boolean;
  /** Told why an edit could not be rendered ahead; its export will say so, too. */
  readonly onFailed: (name: string, problem: Problem) => void;
  readonly onBug: (error: unknown) => void;
}

interface Entry {
  readonly name: string;
  readonly edit: string;
  readonly config: ExportConfig;
  readonly looked: LookedAhead;
  readonly own: OwnChunks;
  readonly stop: AbortController;
  ready: number;
  /** It waits for its turn, or is being rendered. */
  isGoingOn: boolean;
  /** It cannot be rendered ahead; its export will say why. */
  hasFailed: boolean;
}

/** Projects of which it is known what was made for them; what was made for others is evicted like any other chunk. */
const mostKept = 64;
/** Nobody is told more often, in milliseconds. */
const tellMs = 250;

export function openPreparations(options: PreparationsOptions): Preparations {
  const { renderer, store, isOn, onBug } = options;
  const { entries, asked, change, enter, close } = openEntries(options);
  const closing = new AbortController();
  let calls = 0;
  return {
    prepare: async ({ name, config }, signal = closing.signal) => {
      const call = ++calls;
      if (isOn) asked.set(name, call);
      const looked = await renderer
        .look(config, AbortSignal.any([signal, closing.signal]))
        .catch((error: unknown) => {
          // What cannot be prepared leaves no name behind.
          if (asked.get(name) === call && !entries.has(name)) asked.delete(name);
          throw error;
        });
      const edit = identityOf(config, looked);
      const before = entries.get(name);
      const isSame = before?.edit === edit && isStillTrue(before, looked);
      // Of two calls that cross, the later one counts.
      if (isOn && !isSame && asked.get(name) === call) {
        const begun = {
          ready: looked.ready,
          isGoingOn: false,
          hasFailed: false,
          stop: new AbortController(),
        };
        enter({ name, edit, config, looked, own: before?.own ?? openOwnChunks(store), ...begun });
      }
      const ready = isSame && before.isGoingOn ? Math.max(before.ready, looked.ready) : looked.ready;
      return { chunks: looked.chunks, ready, seconds: secondsAt(looked, ready) };
    },
    watch: (name, signal) => watchEntry(() => entries.get(name), change, signal),
    close: async () => {
      closing.abort('shutdown');
      await close().catch(onBug);
    },
  };
}

/** The latest edit of each name, and the line of those that wait for their turn. */
function openEntries(options: PreparationsOptions) {
  const entries = new Map<string, Entry>();
  const asked = new Map<string, number>();
  const change = createChangeSignal();
  const line = new PQueue({ concurrency: 1 });
  const leave = (entry: Entry): void => {
    entry.stop.abort('replaced');
    entries.delete(entry.name);
    asked.delete(entry.name);
    entry.own.keepOnly(new Set()).catch(options.onBug);
  };
  return {
    entries,
    asked,
    change,
    enter: (entry: Entry): void => {
      entries.get(entry.name)?.stop.abort('replaced');
      entries.delete(entry.name);
      entries.set(entry.name, entry);
      for (const old of [...entries.values()].slice(0, -mostKept)) leave(old);
      change.raise();
      if (entry.ready === 1) return;
      entry.isGoingOn = true;
      const turn = line.add(() => run(entry, options, change.raise));
      turn.catch(options.onBug).finally(() => (entry.isGoingOn = false));
    },
    close: async () => {
      for (const { stop } of entries.values()) stop.abort('shutdown');
      await line.onIdle();
    },
  };
}

async function* watchEntry(
  find: () => Entry | undefined,
  change: ChangeSignal,
  signal: AbortSignal,
): AsyncGenerator<ExportReadiness, void, void> {
  let told = '';
  while (!signal.aborted) {
    const entry = find();
    const state = entry && { ready: entry.ready, exportSeconds: secondsAt(entry.looked, entry.ready) };
    const text = JSON.stringify(state) ?? '';
    if (state && text !== told) {
      told = text;
      yield state;
      await wait(tellMs, undefined, { signal }).catch(() => undefined);
    } else await change.next(signal);
  }
}

/** Chunks may have been evicted since an edit was ready. */
function isStillTrue({ isGoingOn, hasFailed, ready }: Entry, looked: LookedAhead): boolean {
  return isGoingOn || hasFailed || looked.ready >= ready;
}

/** Renders an edit until it is ready, begun again as often as it had to give way. */
async function run(entry: Entry, options: PreparationsOptions, onChange: () => void): Promise<void> {
  const { renderer, idle } = options;
  const { signal } = entry.stop;
  for (;;) {
    await Promise.race([idle(), aborted(signal)]);
    if (signal.aborted) return;
    const needed = new Set<string>();
    const tell = (ready: number): void => {
      entry.ready = Math.max(entry.ready, ready);
      onChange();
    };
    const end = await renderer.prepare(entry.config, {
      signal,
      onProgress: tell,
      onNeeded: (keys) => keys.forEach((key) => needed.add(key)),
      onMade: entry.own.add,
    });
    if (end.kind === 'prepared') {
      tell(1);
      return entry.own.keepOnly(needed);
    }
    if (end.kind === 'failed') {
      entry.hasFailed = true;
      options.onFailed(entry.name, end.problem);
    }
    if (end.kind !== 'yielded') return;
  }
}

function secondsAt({ unpreparedSeconds, preparedSeconds }: LookedAhead, ready: number): number {
  return Math.ceil(preparedSeconds + (1 - ready) * Math.max(0, unpreparedSeconds - preparedSeconds));
}

/** What an edit is made of: the same edit of files that have changed is another one. */
function identityOf({ id: _, ...config }: ExportConfig, { keys }: LookedAhead): string {
  return createHash('sha256')
    .update(JSON.stringify([config, keys]))
    .digest('hex');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
