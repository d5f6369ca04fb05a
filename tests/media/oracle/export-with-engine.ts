import { constants, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseConfig } from '../../../src/contract/parse-config.ts';
import type { RenderOutcome, RenderUpdate } from '../../../src/contract/render-port.ts';
import { openRenderEngine } from '../../../src/render/open-engine.ts';
import { openTestChildren } from '../../children/test-children.ts';
import { toConfig } from './cut-lists.ts';
import { complaintsOf } from './describe-verdict.ts';
import type { JudgedEdit } from './edit.ts';
import { judge } from './judge.ts';
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
  readonly outcome?: string;
  readonly stderr?: string;
  readonly argv?: readonly string[];
}

/** `tools`: the folder of another FFmpeg than the system's. What comes out is judged by the system's either way. */
export async function openStudio(tools = ''): Promise<TestStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-test-'));
  const library = join(folder, 'sources');
  await mkdir(library);
  const engine = await openRenderEngine({
    children: openTestChildren({ folder, ffmpeg: join(tools, 'ffmpeg'), ffprobe: join(tools, 'ffprobe') }),
    roots: { library, extra: [] },
    chunksFolder: join(folder, 'chunks'),
    chunkBudgetBytes: 1e12,
    cores: 2,
    reserveBytes: 0,
    exportConcurrency: 2,
    onBug: (error) => {
      throw error;
    },
  });
  let number = 0;
  return {
    folder,
    export: async (work) => {
      const id = work.id ?? `export-${++number}`;
      await Promise.all(work.edit.sources.map(({ path }) => bring(path, join(library, basename(path)))));
      const parsed = parseConfig(
        toConfig(work.edit, { id, codec: work.codec, format: work.format ?? 'mp4', fps: work.fps }),
      );
      if (!parsed.isOk) throw new Error(JSON.stringify(parsed.problem));
      const exportFolder = join(folder, 'exports', id);
      await mkdir(exportFolder, { recursive: true });
      const updates: RenderUpdate[] = [];
      const outcome = await engine.render(
        {
          jobId: id,
          config: parsed.config,
          folder: exportFolder,
          attempt: 1,
          attemptToken: id,
          order: number,
        },
        { signal: new AbortController().signal, onUpdate: (update) => updates.push(update) },
      );
      const text = await readFile(join(exportFolder, 'log.ndjson'), 'utf8').catch(() => '');
      const log = text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as LogEntry);
      return { outcome, path: join(exportFolder, `output.${work.format ?? 'mp4'}`), updates, log };
    },
    [Symbol.asyncDispose]: async () => {
      await engine.close();
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
