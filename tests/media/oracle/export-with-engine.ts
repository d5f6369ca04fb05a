import { constants, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ConfigV2Input } from '../../../src/contract/config-v2/config-v2.ts';
import { parseConfig } from '../../../src/contract/config/parse-config.ts';
import type { RenderOutcome, RenderUpdate } from '../../../src/contract/exports/render-port.ts';
import { openRenderEngine, type RenderEngine } from '../../../src/render/open-engine.ts';
import type { ChildrenOptions } from '../../../src/children/children-options.ts';
import type { PreparedAnswer } from '../../../src/contract/exports/preparation.ts';
import { openTestChildren } from '../../children/test-children.ts';
import { toConfig } from './cut-lists.ts';
import { complaintsOf } from './describe-verdict.ts';
import type { JudgedEdit } from './edit.ts';
import { judge } from './judge.ts';
import { openStored } from './open-stored.ts';
import type { Verdict } from './judge.ts';

export interface TestExport {
  readonly edit: JudgedEdit;
  readonly codec: 'copy' | 'h264' | 'h265';
  readonly format?: 'mp4' | 'webm';
  readonly id?: string;
  /** The rate as it is written, where that is not the edit's in thousandths. */
  readonly fps?: number;
}

/** A library, a chunk store and an engine of a test's own. */
export interface TestStudio extends AsyncDisposable {
  readonly folder: string;
  readonly export: (work: TestExport) => Promise<Exported>;
  /** Has an edit rendered ahead under a name; answers what is there. */
  readonly prepare: (work: TestExport, name: string) => Promise<PreparedAnswer>;
  readonly engine: RenderEngine;
  /** Exports a config of any version; `files` are brought into the library first, by their own names. */
  readonly exportConfig: (config: ConfigV2Input, files: readonly string[]) => Promise<Exported>;
}

export interface Exported {
  readonly outcome: RenderOutcome;
  readonly path: string;
  readonly updates: readonly RenderUpdate[];
  readonly log: readonly LogEntry[];
}

interface LogEntry {
  readonly event: string;
  readonly task: string;
  readonly key?: string;
  readonly outcome?: string;
  readonly stderr?: string;
  readonly argv?: readonly string[];
}

export interface StudioOptions {
  /** Whether edits are rendered ahead. */
  readonly isPreparing?: boolean;
  readonly children?: Partial<ChildrenOptions>;
  readonly chunkBudgetBytes?: number;
  /** Sources lie in a storage, and are read through files with holes. */
  readonly isStored?: boolean;
}

/** `tools`: the folder of another FFmpeg than the system's. What comes out is judged by the system's either way. */
export async function openStudio(tools = '', options: StudioOptions = {}): Promise<TestStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-test-'));
  const library = join(folder, 'sources');
  await mkdir(library);
  const stored = options.isStored ? await openStored(folder) : undefined;
  const files = stored?.library ?? library;
  await mkdir(files, { recursive: true });
  const engine = await openRenderEngine({
    children: openTestChildren({
      folder,
      // On a machine that others keep busy the usual one leaves next to nothing.
      yieldingNiceness: 0,
      ffmpeg: join(tools, 'ffmpeg'),
      ffprobe: join(tools, 'ffprobe'),
      ...options.children,
    }),
    roots: { library, extra: [], ...(stored && { cache: stored.cache.folder }) },
    remoteFiles: stored?.cache,
    chunksFolder: join(folder, 'chunks'),
    chunkBudgetBytes: options.chunkBudgetBytes ?? 1e12,
    isPreparing: options.isPreparing ?? true,
    onNotPrepared: (name, { message }) => console.error(`${name} was not prepared: ${message}`),
    cores: 2,
    reserveBytes: 0,
    exportConcurrency: 2,
    onBug: (error) => {
      throw error;
    },
  });
  let number = 0;
  const render = async (input: unknown, id: string, extension: string): Promise<Exported> => {
    const parsed = parseConfig(input);
    if (!parsed.isOk) throw new Error(JSON.stringify(parsed.problem));
    const exportFolder = join(folder, 'exports', id);
    await mkdir(exportFolder, { recursive: true });
    const updates: RenderUpdate[] = [];
    const request = { jobId: id, config: parsed.config, folder: exportFolder, attempt: 1, attemptToken: id };
    const outcome = await engine.render(
      { ...request, order: number },
      { signal: new AbortController().signal, onUpdate: (update) => updates.push(update) },
    );
    const text = await readFile(join(exportFolder, 'log.ndjson'), 'utf8').catch(() => '');
    const log = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogEntry);
    return { outcome, path: join(exportFolder, `output.${extension}`), updates, log };
  };
  const bringAll = (paths: readonly string[]) =>
    Promise.all(paths.map((path) => bring(path, join(files, basename(path)))));
  return {
    folder,
    export: async (work) => {
      const id = work.id ?? `export-${++number}`;
      await bringAll(work.edit.sources.map(({ path }) => path));
      const { codec, format = 'mp4', fps } = work;
      return render(toConfig(work.edit, { id, codec, format, fps }), id, format);
    },
    engine,
    prepare: async ({ edit, codec, format = 'mp4', fps }, name) => {
      await bringAll(edit.sources.map(({ path }) => path));
      const parsed = parseConfig(toConfig(edit, { id: 'ahead', codec, format, fps }));
      if (!parsed.isOk) throw new Error(JSON.stringify(parsed.problem));
      return engine.preparations.prepare({ name, config: parsed.config });
    },
    exportConfig: async (config, paths) => {
      number++;
      await bringAll(paths);
      return render(config, config.id, 'mp4');
    },
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await stored?.[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function bring(from: string, to: string): Promise<void> {
  // Never a link: each one changes the file that other tests export from at the same time.
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}

/** Exports the edit and lets the oracle judge it. No complaints when the file is exact. */
export async function exportAndJudge(
  studio: TestStudio,
  work: TestExport,
): Promise<{ complaints: string[]; verdict: Verdict | undefined; exported: Exported }> {
  const exported = await studio.export(work);
  if (exported.outcome.kind !== 'completed') {
    return { complaints: [JSON.stringify(exported.outcome)], verdict: undefined, exported };
  }
  const verdict = await judge(exported.path, work.edit);
  return { complaints: complaintsOf(verdict), verdict, exported };
}
