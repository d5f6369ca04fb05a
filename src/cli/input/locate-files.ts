import { realpath } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { firstFileOf, sourcesOf } from '../../contract/exports/export-request.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { Settings } from '../wiring.ts';

export interface SourcesChoice {
  readonly option: string | undefined;
  readonly configPath: string;
  /** Asked only where `--sources` was not given. */
  readonly settings: () => Settings;
}

/**
 * The folder that sources are looked up in: `--sources`; else the server's library where there is one; else
 * the folder of the config.
 */
export function locateSources({ option, configPath, settings }: SourcesChoice): string {
  if (option !== undefined) {
    const folder = resolve(option);
    if (existsSync(folder)) return folder;
    throw new ProblemError({
      code: 'NOT_FOUND',
      message: `The folder --sources ${option} does not exist.`,
      hint: 'Name the folder that holds the camera files.',
    });
  }
  const library = join(settings().mediaFolder, 'sources');
  return existsSync(library) ? library : dirname(resolve(configPath));
}

/**
 * Where the finished file goes: `--out`, else `<id>.<format>` in the current folder.
 * @throws ProblemError when that would write over a source, or the name promises another format.
 */
export async function locateOut(
  config: ExportConfig,
  option: string | undefined,
  sourcesFolder: string,
): Promise<string> {
  const format = extname(firstFileOf(config)).slice(1);
  const outPath = resolve(option ?? `${config.id}.${format}`);
  const extension = extname(outPath).slice(1).toLowerCase();
  if ((extension === 'mp4' || extension === 'webm') && extension !== format) {
    throw new ProblemError({
      code: 'INVALID_CONFIG',
      message: `--out ends in .${extension}, but the output's format is "${format}".`,
      hint: `Name a .${format} file or change the format.`,
    });
  }
  await refuseToOverwriteSource(config, outPath, sourcesFolder);
  return outPath;
}

async function refuseToOverwriteSource(
  config: ExportConfig,
  outPath: string,
  sourcesFolder: string,
): Promise<void> {
  const out = await realpath(outPath).catch(() => undefined);
  if (out === undefined) return;
  for (const {
    source: { path },
  } of sourcesOf(config)) {
    const source = await realpath(resolve(sourcesFolder, path)).catch(() => undefined);
    if (source !== out) continue;
    throw new ProblemError({
      code: 'PATH_FORBIDDEN',
      message: `--out ${outPath} is one of the sources (${path}).`,
      hint: 'Name another file; sources are never changed.',
    });
  }
}
