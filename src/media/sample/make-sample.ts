import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { machineProblemOf } from '../../children/child-problems.ts';
import { awaitedPriority, type ChildEnd } from '../../children/child-work.ts';
import type { Children } from '../../children/open-children.ts';
import type { ConfigV1Input } from '../../contract/config/config-v1.ts';
import { ProblemError } from '../../contract/problems.ts';
import { hasExitedCleanly } from '../../supervisor/watch/child-outcome.ts';
import { publishOutput } from '../chunks/publish-output.ts';
import { sampleCameraArgs, sampleCameras } from './sample-camera-args.ts';
import { sampleConfig, sampleFiles } from './sample-config.ts';

export interface SampleOptions {
  readonly children: Children;
  /** The library's folder; made when it is missing. */
  readonly sourcesFolder: string;
  /** Stops what is being made; the caller then gets the signal's reason. */
  readonly signal: AbortSignal;
}

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
async function makeCamera(index: number, { children, sourcesFolder, signal }: SampleOptions): Promise<void> {
  const [camera, name] = [sampleCameras[index], sampleFiles[index]];
  if (camera === undefined || name === undefined) throw new RangeError(`there is no sample camera ${index}`);
  const partial = join(sourcesFolder, `.${name}.${randomBytes(4).toString('hex')}.partial`);
  try {
    const end = await children.run({
      program: 'ffmpeg',
      label: `sample camera ${index + 1}`,
      args: () => sampleCameraArgs(camera, partial),
      uses: { reads: [], writes: [partial], size: 'large' },
      kind: 'work',
      // Somebody waits for it in front of the screen.
      priority: awaitedPriority,
      yields: false,
      output: 'progress',
      signal,
    });
    signal.throwIfAborted();
    refuseFailure(end);
    await publishOutput(partial, join(sourcesFolder, name));
  } finally {
    await rm(partial, { force: true });
  }
}

function refuseFailure(end: ChildEnd): void {
  if (hasExitedCleanly(end.outcome)) return;
  const { code, message, hint } = machineProblemOf(end) ?? {
    code: 'CHILD_CRASHED',
    message: 'ffmpeg stopped before its end.',
    hint: 'Run "cutroom doctor" to see what this ffmpeg can do.',
  };
  throw new ProblemError(
    { code, message: `The sample footage could not be made. ${message}`, ...(hint && { hint }) },
    { cause: new Error(end.outcome.stderrTail) },
  );
}
