import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { machineProblemOf } from '../../children/child-problems.ts';
import { awaitedPriority, type ChildEnd } from '../../children/child-work.ts';
import type { Children } from '../../children/open-children.ts';
import type { ConfigV1Input } from '../../contract/config/config-v1.ts';
import { ProblemError } from '../../contract/problems.ts';
import { hasExitedCleanly } from '../../supervisor/watch/child-outcome.ts';
import { publishOutput } from '../chunks/publish-output.ts';
import { sampleCameraArgs } from './sample-camera-args.ts';
import { sampleCameras, type SampleCamera } from './sample-cameras.ts';
import { speakSample, writeCameraFiles, type Spoken } from './write-camera-files.ts';
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
  let spoken: Spoken | undefined;
  for (const [index, name] of sampleFiles.entries()) {
    const camera = sampleCameras[index];
    const path = join(options.sourcesFolder, name);
    if (!camera || (await isFile(path))) continue;
    spoken ??= await speakSample();
    await makeCamera({ camera, path, spoken }, options);
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size > 0;
}

interface CameraToMake {
  readonly camera: SampleCamera;
  readonly path: string;
  readonly spoken: Spoken;
}

/** Under a name of its own first: a library never shows half a camera. */
async function makeCamera(
  { camera, path, spoken }: CameraToMake,
  { children, signal }: SampleOptions,
): Promise<void> {
  signal.throwIfAborted();
  const partial = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.partial`);
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-sample-'));
  try {
    const files = await writeCameraFiles(camera, spoken, folder);
    const reads = [files.still, files.sound, ...[...files.mouths, ...files.blinks].map((one) => one.path)];
    const end = await children.run({
      program: 'ffmpeg',
      label: basename(path),
      args: () => sampleCameraArgs(camera, files, partial),
      uses: { reads, writes: [partial], size: 'large' },
      kind: 'work',
      // Somebody waits for it in front of the screen.
      priority: awaitedPriority,
      yields: false,
      output: 'progress',
      signal,
    });
    signal.throwIfAborted();
    refuseFailure(end);
    await publishOutput(partial, path);
  } finally {
    await rm(partial, { force: true });
    await rm(folder, { recursive: true, force: true });
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
