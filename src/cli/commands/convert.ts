import { basename, extname, resolve } from 'node:path';
import { exchangeFormats, type ExchangeFormat } from '../../contract/interchange.ts';
import { ProblemError } from '../../contract/problems.ts';
import { storeFs } from '../../disk/store-fs.ts';
import { writeFileAtomically } from '../../disk/write-file-atomically.ts';
import { exchangeOfConfig } from '../../interchange/config-exchange.ts';
import { readEdit, writeEdit } from '../../interchange/formats.ts';
import { exchangeOf, projectOf } from '../../interchange/project-exchange.ts';
import type { ExchangeEdit } from '../../interchange/exchange-edit.ts';
import { editFromConfig } from '../../projects/edit-from-config.ts';
import { configOfProject } from '../words/project-config.ts';
import { readConfigFile, readTextFile } from '../input/read-config-file.ts';
import { writeLine } from '../terminal.ts';
import type { CommandContext } from '../wiring.ts';

export interface ConvertOptions {
  readonly fps?: string;
  readonly json?: true;
}

interface Converted {
  readonly edit: ExchangeEdit;
  readonly notes: readonly string[];
}

/** `cutroom convert IN OUT`: an edit from one program for another; the endings of the names say which. */
export async function convertCommand(
  { input, output }: { readonly input: string; readonly output: string },
  options: ConvertOptions,
  { terminal }: CommandContext,
): Promise<number> {
  const format = formatOf(output);
  const { edit, notes } = await read(input, options);
  const written = format === 'json' ? writeConfig(edit) : writeEdit(edit, format);
  await writeFileAtomically(storeFs, resolve(output), written.text);
  const all = [...notes, ...written.notes];
  const shots = edit.shots.length;
  const said = { output, shots, angles: edit.angles.length, notes: all };
  if (options.json) writeLine(terminal.out, JSON.stringify(said));
  else
    writeLine(
      terminal.out,
      [`Written: ${output}, ${shots} shots.`, ...all.map((note) => `  ${note}`)].join('\n'),
    );
  return 0;
}

function formatOf(output: string): ExchangeFormat | 'json' {
  const ending = extname(output).slice(1).toLowerCase();
  const format = ending === 'json' ? 'json' : exchangeFormats.find((known) => known === ending);
  if (format) return format;
  throw new ProblemError({
    code: 'INVALID_REQUEST',
    message: `${basename(output)} does not end in the name of a format that Cutroom writes.`,
    hint: `Name a file that ends in ${exchangeFormats.map((name) => `.${name}`).join(', ')} or .json.`,
  });
}

async function read(input: string, { fps }: ConvertOptions): Promise<Converted> {
  if (extname(input).toLowerCase() === '.json') {
    const config = await readConfigFile(input);
    return config.version === 1 ? exchangeOf(editFromConfig(config)) : exchangeOfConfig(config);
  }
  const rate = fps === undefined ? undefined : Number(fps);
  if (rate !== undefined && !(rate >= 1 && rate <= 240)) {
    throw new ProblemError({ code: 'INVALID_REQUEST', message: `--fps ${fps} is no frame rate.` });
  }
  const found = readEdit(await readTextFile(input), { fileName: basename(input), fps: rate });
  if (!found.isOk) throw new ProblemError(found.problem);
  return found;
}

function writeConfig(edit: ExchangeEdit): { text: string; notes: readonly string[] } {
  const { project, notes } = projectOf(edit);
  return { text: `${JSON.stringify(configOfProject(project), null, 2)}\n`, notes };
}
