import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ConfigV1Input } from '../../src/contract/config-v1.ts';
import type { ExportStatus } from '../../src/contract/status.ts';
import { copyAndConcat, floor, melt, oneCommand, type Place } from './alternatives.ts';
import { configOf, switches, withOneCutMoved } from './cut-list.ts';
import { makeCameras, type Look } from './footage.ts';
import { measure, type Cost } from './measure.ts';
import { printCosts, printTargets } from './print-table.ts';

export interface RendersOptions {
  readonly folder: string;
  readonly minutes: number;
  readonly cuts: number;
  readonly look: Look;
  /** Leaves out everything that encodes the whole programme. */
  readonly isCopyOnly: boolean;
}

/**
 * Times Cutroom's command line beside what people would use instead, on the same cut list, one after another
 * in one run. Prints costs and ratios; nothing here passes or fails.
 */
export async function benchRenders(options: RendersOptions): Promise<void> {
  const { minutes, cuts, folder, look } = options;
  const seconds = minutes * 60;
  const sources = await makeCameras(folder, minutes, look);
  const place: Place = { sources, folder: join(folder, 'out') };
  await rm(place.folder, { recursive: true, force: true });
  await mkdir(place.folder, { recursive: true });
  const stretches = switches(seconds, cuts);
  const moved = withOneCutMoved(stretches);
  console.log(`3 cameras × ${minutes} min of ${look} 720p30, GOP 60, ${stretches.length - 1} cuts`);

  const smart = await runCutroom(place, configOf(stretches, { id: 'smart', codec: 'copy' }), 'smart');
  const smartAgain = await runCutroom(place, configOf(moved, { id: 'smart-2', codec: 'copy' }), 'smart');
  const naive = await copyAndConcat(stretches, place);
  const least = await floor({ frames: smart.encodedFrames, seconds }, place);
  const costs: Record<string, Cost> = {
    'Cutroom, smart render': smart,
    '… again with one cut moved': smartAgain,
    'copy each stretch, concat (wrong frames)': naive,
    'floor: copy the bytes, encode what must be': least,
  };
  console.log(`${smart.encodedFrames} of ${seconds * 30} frames encoded by the smart render`);
  const targets = [
    { name: 'smart render : copy and concat', ratio: smart.wallSeconds / naive.wallSeconds, target: 1.5 },
    { name: 'smart render : floor', ratio: smart.wallSeconds / least.wallSeconds, target: 1.3 },
    {
      name: 'again with one cut moved : smart render',
      ratio: smartAgain.wallSeconds / smart.wallSeconds,
      target: 0.35,
    },
    { name: 'peak memory of the smart render : 600 MB', ratio: smart.peakBytes / 600e6, target: 1 },
  ];
  if (!options.isCopyOnly) {
    const full = await runCutroom(place, configOf(stretches, { id: 'full', codec: 'h264' }), 'full');
    const fullAgain = await runCutroom(place, configOf(moved, { id: 'full-2', codec: 'h264' }), 'full');
    const single = await oneCommand(stretches, place);
    costs['Cutroom, everything encoded'] = full;
    costs['… all again with one cut moved'] = fullAgain;
    costs['one hand-written ffmpeg command'] = single;
    targets.push(
      { name: 'smart render : one command', ratio: smart.wallSeconds / single.wallSeconds, target: 1 / 8 },
      { name: 'everything encoded : one command', ratio: full.wallSeconds / single.wallSeconds, target: 1.1 },
      {
        name: 'memory, everything encoded : one command',
        ratio: full.peakBytes / single.peakBytes,
        target: 1,
      },
      {
        name: 'all again with one cut moved : everything encoded',
        ratio: fullAgain.wallSeconds / full.wallSeconds,
        target: 0.1,
      },
    );
    if (spawnSync('melt', ['-version']).status === 0) {
      const mlt = await melt(stretches, place);
      costs['melt (MLT)'] = mlt;
      targets.push({
        name: 'smart render : melt',
        ratio: smart.wallSeconds / mlt.wallSeconds,
        target: 1 / 8,
      });
    } else console.log('melt is not installed; left out (apt-get install melt)');
  }
  printCosts(costs);
  printTargets(targets);
}

interface CutroomCost extends Cost {
  readonly encodedFrames: number;
}

async function runCutroom(place: Place, config: ConfigV1Input, store: string): Promise<CutroomCost> {
  const path = join(place.folder, `${config.id}.json`);
  const log = join(place.folder, `${config.id}.ndjson`);
  await writeFile(path, JSON.stringify(config));
  const command = [process.execPath, resolve('dist/cli.js'), 'export', path, '--json'];
  const folders = ['--sources', place.sources, '--chunks', join(place.folder, `chunks-${store}`)];
  const output = join(place.folder, `${config.id}.mp4`);
  const line = [...command, ...folders, '--out', output].map((part) => `'${part}'`).join(' ');
  const cost = await measure({ file: 'sh', args: ['-c', `${line} > '${log}'`] });
  await rm(output);
  return { ...cost, encodedFrames: await encodedFramesOf(log) };
}

async function encodedFramesOf(log: string): Promise<number> {
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  const statuses = lines.map((line) => JSON.parse(line) as Partial<ExportStatus>);
  const planned = statuses.find(({ plan }) => plan !== undefined && plan !== null);
  return planned?.plan?.encodedFrames ?? 0;
}
