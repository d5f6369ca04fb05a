import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Render } from '../../../jobs/ports.ts';
import { bytesAt, type ExportFiles } from './export-files.ts';

const log = 'log.ndjson';
/** What a render writes beside its outputs, for whoever asks for it on another machine. */
const texts = ['plan.json', 'captions.vtt', 'chapters.json'] as const;

/**
 * Renders, and puts what is written beside the outputs into the storage: the plan as soon as there is one, the log at the
 * end of each attempt. It goes on where an earlier attempt on another machine has ended. What cannot be put there fails no
 * export; `onTrouble` is told.
 */
export function keepingFiles(
  render: Render,
  files: ExportFiles,
  onTrouble: (error: unknown, jobId: string) => void,
): Render {
  return async (request, hooks) => {
    const { jobId, folder } = request;
    const kept = new Map<string, string>();
    let last: Promise<void> = Promise.resolve();
    const keep = (names: readonly string[]): Promise<void> => {
      last = last
        .then(() => putChanged(files, { jobId, folder, names, kept }))
        .catch((error: unknown) => onTrouble(error, jobId));
      return last;
    };
    let stage = '';
    await bringLog(files, jobId, folder).catch((error: unknown) => onTrouble(error, jobId));
    try {
      return await render(request, {
        ...hooks,
        onUpdate: (update) => {
          hooks.onUpdate(update);
          if (update.stage === stage) return;
          stage = update.stage;
          void keep(texts);
        },
      });
    } finally {
      await keep([...texts, log]);
    }
  };
}

interface Kept {
  readonly jobId: string;
  readonly folder: string;
  readonly names: readonly string[];
  /** The state of each file that was put there last. */
  readonly kept: Map<string, string>;
}

async function putChanged(files: ExportFiles, { jobId, folder, names, kept }: Kept): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    const state = info && `${info.size} ${info.mtimeMs}`;
    if (state === undefined || kept.get(name) === state) continue;
    await files.put(jobId, name, path);
    kept.set(name, state);
  }
}

async function bringLog(files: ExportFiles, jobId: string, folder: string): Promise<void> {
  const there = (await files.bytesOf(jobId, log)) ?? 0;
  const path = join(folder, log);
  if (there <= ((await bytesAt(path)) ?? 0)) return;
  await mkdir(folder, { recursive: true });
  await files.fetch(jobId, log, path);
}
