import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CutOrder } from '../../autocut/cut-task.ts';
import {
  cutPresets,
  defaultCutKnobs,
  turnKnobs,
  type CutKnobs,
  type CutPreset,
} from '../../contract/cutting/cut-knobs.ts';
import type { Rendition } from '../../contract/project.ts';
import { ProblemError } from '../../contract/problems.ts';
import { storeFs } from '../../disk/store-fs.ts';
import { writeFileAtomically } from '../../disk/write-file-atomically.ts';
import { folderOf, isRequestFile, readCutRequest, takeOfFiles, type CutFiles } from '../input/cut-request.ts';
import { configOfCuts, cutText } from '../words/cut-text.ts';
import type { Engine } from '../engine/engine.ts';
import { locateSources } from '../input/locate-files.ts';
import { writeLine } from '../terminal.ts';
import type { CommandContext } from '../wiring.ts';

export interface CutOptions {
  readonly sources?: string;
  readonly mic?: readonly string[];
  readonly shows?: readonly string[];
  readonly preset?: string;
  readonly out?: string;
  readonly json?: true;
}

/** `cutroom cut CAMERA…`: a first cut by who speaks, as a config that `cutroom export` renders. */
export async function cutCommand(
  files: readonly string[],
  options: CutOptions,
  { wiring, terminal }: CommandContext,
): Promise<number> {
  const given: CutFiles = { files, mic: options.mic ?? [], shows: options.shows ?? [] };
  const sourcesFolder = isRequestFile(given)
    ? locateSources({ option: options.sources, configPath: files[0] ?? '', settings: wiring.settings })
    : resolve(options.sources ?? folderOf(given));
  const scratch = await mkdtemp(join(tmpdir(), 'cutroom-cut-'));
  try {
    const engine = await wiring.openEngine({ sourcesFolder, chunksFolder: scratch });
    try {
      const order = await orderOf(given, options, { engine, folder: sourcesFolder, signal: terminal.signal });
      const cuts = await engine.suggestCuts(order, terminal.signal);
      const config = configOfCuts(order, cuts, await outputOf(order, engine, sourcesFolder));
      if (options.out !== undefined)
        await writeFileAtomically(storeFs, resolve(options.out), `${JSON.stringify(config, null, 2)}\n`);
      writeLine(terminal.out, options.json ? JSON.stringify(cuts) : cutText(cuts, options.out));
    } finally {
      await engine.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return 0;
}

interface Listening {
  readonly engine: Engine;
  readonly folder: string;
  readonly signal: AbortSignal;
}

async function orderOf(given: CutFiles, { preset }: CutOptions, listening: Listening): Promise<CutOrder> {
  if (isRequestFile(given)) {
    const request = await readCutRequest(given.files[0] ?? '');
    const knobs = turnKnobs(knobsOf(preset ?? request.preset), request.knobs);
    const { angles = [], speakers, range, fps } = request;
    return { take: { angles, speakers, range }, knobs, fps };
  }
  const { take, results } = await takeOfFiles(given, listening);
  const lost = results.find(({ verdict }) => verdict !== 'matched');
  if (lost) {
    throw new ProblemError({
      code: 'INVALID_REQUEST',
      message: lost.message,
      hint: 'Write a request as JSON with the offset of each file, and give that instead of the cameras.',
    });
  }
  return { take, knobs: knobsOf(preset), fps: undefined };
}

function knobsOf(preset: string | undefined): CutKnobs {
  if (preset === undefined) return defaultCutKnobs;
  if (Object.hasOwn(cutPresets, preset)) return cutPresets[preset as CutPreset];
  throw new ProblemError({
    code: 'INVALID_REQUEST',
    message: `There is no preset called ${preset}.`,
    hint: `Choose one of ${Object.keys(cutPresets).join(', ')}.`,
  });
}

async function outputOf({ take }: CutOrder, engine: Engine, folder: string): Promise<Rendition> {
  const { width, height, fps } = await engine.probe(join(folder, take.angles[0]?.filePath ?? ''));
  return { format: 'mp4', codec: 'copy', width, height, fps, includeAudio: true };
}
