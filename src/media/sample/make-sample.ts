import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigV1Input } from '../../contract/config-v1.ts';
import { ProblemError } from '../../contract/problems.ts';
import { classifyFailure } from '../../ffmpeg/classify-failure.ts';
import type { ChildOutcome } from '../../supervisor/child-outcome.ts';
import { superviseChild } from '../../supervisor/supervise-child.ts';
import { publishOutput } from '../chunks/publish-output.ts';
import { sampleCameraArgs, sampleCameras } from './sample-camera-args.ts';
import { sampleConfig, sampleFiles } from './sample-config.ts';

export interface SampleOptions {
  readonly ffmpeg: string;
  /** Folders in which it is looked up, `:`-separated; the usual ones unless told otherwise. */
  readonly searchPath?: string | undefined;
  /** The library's folder; made when it is missing. */
  readonly sourcesFolder: string;
  /** Stops what is being made; the caller then gets the signal's reason. */
  readonly signal: AbortSignal;
}

/** A second of footage takes a fraction of that to make; this is for very slow machines, in milliseconds. */
const stallMs = 60_000;

/**
 * Makes the function behind *Try the sample*: it sees to it that three small cameras lie in the library and
 * answers with a cut list over them, each time as a new export. Who asks while they are being made waits for
 * the same files.
 */
export function createSampleMaker(options: SampleOptions): () => Promise<ConfigV1Input> {
  let making: Promise<void> | undefined;
  return async () => {
    making ??= makeMissingCameras(options).finally(() => (making = undefined));
    await making;
    const now = new Date();
    const id = `sample-${now.getTime().toString(36)}-${randomBytes(3).toString('hex')}`;
    return sampleConfig(id, now.toISOString());
  };
}

async function makeMissingCameras(options: SampleOptions): Promise<void> {
  await mkdir(options.sourcesFolder, { recursive: true });
  for (const [index, name] of sampleFiles.entries()) {
    if (!(await isFile(join(options.sourcesFolder, name)))) await makeCamera(index, options);
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size > 0;
}

/** Under a name of its own first: a library never shows half a camera. */
async function makeCamera(
  index: number,
  { ffmpeg, sourcesFolder, signal, searchPath }: SampleOptions,
): Promise<void> {
  const [camera, name] = [sampleCameras[index], sampleFiles[index]];
  if (camera === undefined || name === undefined) throw new RangeError(`there is no sample camera ${index}`);
  const partial = join(sourcesFolder, `.${name}.${randomBytes(4).toString('hex')}.partial`);
  try {
    const outcome = await superviseChild(
      { file: ffmpeg, args: sampleCameraArgs(camera, partial), stdout: 'progress' },
      { signal, stallMs, searchPath },
    );
    signal.throwIfAborted();
    refuseFailure(outcome);
    await publishOutput(partial, join(sourcesFolder, name));
  } finally {
    await rm(partial, { force: true });
  }
}

function refuseFailure(outcome: ChildOutcome): void {
  if (outcome.kind === 'exited' && outcome.exitCode === 0 && outcome.stopReason === 'none') return;
  if (outcome.kind === 'spawn-failed') {
    throw new ProblemError({
      code: 'FFMPEG_MISSING',
      message: 'The sample footage could not be made: ffmpeg could not be started.',
      hint: 'Install FFmpeg (apt-get install ffmpeg) or set FFMPEG_PATH.',
    });
  }
  throw new ProblemError(
    {
      code: classifyFailure(outcome.stderrTail) ?? 'CHILD_CRASHED',
      message: 'The sample footage could not be made: ffmpeg stopped before its end.',
      hint: 'Run "cutroom doctor" to see what this ffmpeg can do.',
    },
    { cause: new Error(outcome.stderrTail) },
  );
}
