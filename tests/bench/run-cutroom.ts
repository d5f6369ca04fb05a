import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import type { ConfigV1Input } from '../../src/contract/config/config-v1.ts';
import type { ExportStatus } from '../../src/contract/exports/status.ts';
import type { Place } from './alternatives.ts';
import { measure, type Cost } from './measure.ts';

export interface CutroomCost extends Cost {
  readonly encodedFrames: number;
}

/** Exports by the command line as it was built, with a chunk store of that name; what it made is deleted. */
export async function runCutroom(
  place: Place,
  config: ConfigV1Input | ConfigV2Input,
  store: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<CutroomCost> {
  const path = join(place.folder, `${config.id}.json`);
  const log = join(place.folder, `${config.id}.ndjson`);
  const made = join(place.folder, config.id);
  await writeFile(path, JSON.stringify(config));
  await mkdir(made, { recursive: true });
  const command = [process.execPath, resolve('dist/cli.js'), 'export', path, '--json'];
  const folders = ['--sources', place.sources, '--chunks', join(place.folder, `chunks-${store}`)];
  const line = [...command, ...folders, '--out', join(made, 'episode.mp4')]
    .map((part) => `'${part}'`)
    .join(' ');
  const cost = await measure({ file: 'sh', args: ['-c', `${line} > '${log}'`], environment });
  await rm(made, { recursive: true });
  // What was measured stays known where the run is ended before its tables.
  console.log(`${config.id}: ${cost.wallSeconds.toFixed(1)} s, ${cost.cpuSeconds.toFixed(1)} s of CPU`);
  return { ...cost, encodedFrames: await encodedFramesOf(log) };
}

async function encodedFramesOf(log: string): Promise<number> {
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  const statuses = lines.map((line) => JSON.parse(line) as Partial<ExportStatus>);
  const planned = statuses.find(({ plan }) => plan !== undefined && plan !== null);
  return planned?.plan?.encodedFrames ?? 0;
}
