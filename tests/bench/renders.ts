import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ConfigV1Input } from '../../src/contract/config/config-v1.ts';
import { copyAndConcat, melt, oneCommand, type Place } from './alternatives.ts';
import { configOf, switches, withOneCutMoved, type Stretch } from './cut-list.ts';
import { headsFloor, oldFloor, wholeFloor } from './floor.ts';
import { frameRate, gopFrames, makeCameras, type Look, type Shape } from './footage.ts';
import { measure, type Cost } from './measure.ts';
import { printCosts, printTargets, type Target } from './print-table.ts';
import { runCutroom, type CutroomCost } from './run-cutroom.ts';

export interface RendersOptions {
  readonly folder: string;
  readonly shape: Shape;
  readonly look: Look;
  /** Leaves out everything that encodes the whole programme. */
  readonly isCopyOnly: boolean;
}

/** One cut list, the same with one cut moved, and where its cameras lie. */
interface Programme {
  readonly place: Place;
  readonly shape: Shape;
  readonly stretches: readonly Stretch[];
  readonly moved: readonly Stretch[];
}

/** What was measured, and what of it has a bound. */
interface Measured {
  readonly costs: Readonly<Record<string, Cost>>;
  readonly targets: readonly Target[];
}

/**
 * Times Cutroom's command line beside what people would use instead, on the same cut list, one after another
 * in one run. Prints costs and ratios; nothing here passes or fails.
 */
export async function benchRenders({ shape, folder, look, isCopyOnly }: RendersOptions): Promise<void> {
  const { name, minutes, cuts, size } = shape;
  const sources = await makeCameras(folder, shape, look);
  const place: Place = { sources, folder: join(folder, 'out') };
  await rm(place.folder, { recursive: true, force: true });
  await mkdir(place.folder, { recursive: true });
  const stretches = switches(minutes * 60, cuts);
  const programme = { place, shape, stretches, moved: withOneCutMoved(stretches) };
  const made = stretches.length - 1;
  console.log(
    `\n${name}: 3 cameras × ${minutes} min of ${look} ${size.height}p${frameRate}, GOP ${gopFrames}, ${made} cuts`,
  );
  const { smart, ...copying } = await measureCopying(programme);
  const encoding = isCopyOnly ? undefined : await measureEncoding(programme, smart);
  printCosts({ ...copying.costs, ...encoding?.costs });
  printTargets([...copying.targets, ...(encoding?.targets ?? [])]);
}

async function measureCopying(programme: Programme): Promise<Measured & { readonly smart: CutroomCost }> {
  const { place, stretches, moved, shape } = programme;
  const { size } = shape;
  const seconds = shape.minutes * 60;
  const smart = await runCutroom(place, configOf(stretches, { id: 'smart', codec: 'copy', size }), 'smart');
  const again = await runCutroom(place, configOf(moved, { id: 'smart-2', codec: 'copy', size }), 'smart');
  const ahead = configOf(stretches, { id: 'prepared', codec: 'copy', size });
  const preparing = await prepareEdit(place, ahead);
  const prepared = await runCutroom(place, ahead, 'prepared');
  const naive = await copyAndConcat(stretches, place);
  const old = await oldFloor({ frames: smart.encodedFrames, seconds }, place);
  const heads = await headsFloor(stretches, place);
  const least = await wholeFloor(stretches, place);
  console.log(`${smart.encodedFrames} of ${seconds * frameRate} frames encoded by the smart render`);
  const wall = (a: Cost, b: Cost) => a.wallSeconds / b.wallSeconds;
  const cpu = (a: Cost, b: Cost) => a.cpuSeconds / b.cpuSeconds;
  return {
    smart,
    costs: {
      'Cutroom, smart render': smart,
      '… again with one cut moved': again,
      '… preparing it before it is asked for': preparing,
      '… of what was prepared': prepared,
      'copy each stretch, concat (wrong frames)': naive,
      'floor: copy the bytes, decode the run-ups, encode heads and ends': least,
      'the same without the ends': heads,
      '… and without the run-ups': old,
    },
    targets: [
      { name: 'smart render : floor, wall time', ratio: wall(smart, least), target: 1.1 },
      { name: 'smart render : floor, CPU', ratio: cpu(smart, least), target: 1.1 },
      { name: 'smart render : floor without the ends, wall time', ratio: wall(smart, heads), target: 1.1 },
      { name: 'smart render : floor without the ends, CPU', ratio: cpu(smart, heads), target: 1.1 },
      { name: 'prepared export : copy and concat', ratio: wall(prepared, naive), target: 1.25 },
      { name: 'again with one cut moved : smart render', ratio: wall(again, smart), target: 0.35 },
      { name: 'peak memory of the smart render : 600 MB', ratio: smart.peakBytes / 600e6, target: 1 },
    ],
  };
}

async function measureEncoding(programme: Programme, smart: Cost): Promise<Measured> {
  const { place, stretches, moved, shape } = programme;
  const { size } = shape;
  const full = await runCutroom(place, configOf(stretches, { id: 'full', codec: 'h264', size }), 'full');
  const again = await runCutroom(place, configOf(moved, { id: 'full-2', codec: 'h264', size }), 'full');
  const single = await oneCommand(stretches, place);
  const mlt = await runMelt(programme);
  const wall = (a: Cost, b: Cost) => a.wallSeconds / b.wallSeconds;
  const memory = full.peakBytes / single.peakBytes;
  return {
    costs: {
      'Cutroom, everything encoded': full,
      '… all again with one cut moved': again,
      'one hand-written ffmpeg command': single,
      ...(mlt && { 'melt (MLT)': mlt }),
    },
    targets: [
      { name: 'smart render : one command', ratio: wall(smart, single), target: 1 / 8 },
      { name: 'everything encoded : one command', ratio: wall(full, single), target: 0.9 },
      { name: 'memory, everything encoded : one command', ratio: memory, target: 1 },
      { name: 'all again with one cut moved : everything encoded', ratio: wall(again, full), target: 0.1 },
      ...(mlt ? [{ name: 'smart render : melt', ratio: wall(smart, mlt), target: 1 / 8 }] : []),
    ],
  };
}

async function runMelt({ stretches, place, shape }: Programme): Promise<Cost | undefined> {
  if (spawnSync('melt', ['-version']).status === 0) return melt(stretches, place, shape.size.height);
  console.log('melt is not installed; left out (apt-get install melt)');
  return undefined;
}

/** In a process of its own, as the server would, into the chunks that the export after it has. */
async function prepareEdit(place: Place, config: ConfigV1Input): Promise<Cost> {
  const path = join(place.folder, `${config.id}-ahead.json`);
  await writeFile(path, JSON.stringify(config));
  const chunks = join(place.folder, 'chunks-prepared');
  await mkdir(chunks, { recursive: true });
  const program = resolve('tests/bench/prepare-edit.ts');
  const args = ['--import', 'tsx', program, path, place.sources, chunks];
  return measure({ file: process.execPath, args });
}
