import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { outputFileOf, outputsOf } from '../../contract/exports/export-request.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { RenderOutcome } from '../../contract/exports/render-port.ts';
import { publishOutput } from '../../media/chunks/publish-output.ts';

/** What a run has left, and where the first file of it goes. */
export interface FilesToPlace {
  readonly config: ExportConfig;
  readonly outcome: RenderOutcome;
  /** Where they were made. */
  readonly folder: string;
  readonly outPath: string;
}

/**
 * Puts every finished file where it belongs, also where another one failed: the first output at `outPath`, the others
 * beside it with their ids in their names, captions and chapters under its name where a movie was made.
 */
export async function placeFiles({ config, outcome, folder, outPath }: FilesToPlace): Promise<void> {
  const made = madeBy(outcome);
  const outputs = [...outputsOf(config).entries()].filter(([, { id }]) => made(id));
  const stem = join(dirname(outPath), basename(outPath, extname(outPath)));
  for (const [index, output] of outputs) {
    const file = outputFileOf(output, index);
    await publishOutput(join(folder, file), index === 0 ? outPath : `${stem}-${output.id}${extname(file)}`);
  }
  if (!outputs.some(([, { kind }]) => kind === 'movie')) return;
  for (const [file, ending] of [
    ['captions.vtt', '.vtt'],
    ['chapters.json', '.chapters.json'],
  ] as const) {
    const from = join(folder, file);
    if (existsSync(from)) await publishOutput(from, `${stem}${ending}`);
  }
}

/** Whether an output of the export is there. */
function madeBy(outcome: RenderOutcome): (id: string) => boolean {
  if (outcome.kind === 'stopped') return () => false;
  const { outputs } = outcome;
  if (!outputs) return () => outcome.kind === 'completed';
  const made = new Set(outputs.filter(({ state }) => state === 'completed').map(({ id }) => id));
  return (id) => made.has(id);
}
