import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraFiles, PatchFile } from './sample-camera-args.ts';
import { drawBlink, drawSpeech, drawStill, type Patch, type SampleCamera } from './sample-cameras.ts';
import { sampleSeconds } from './sample-config.ts';
import { hearScript, speakScript } from './speak-script.ts';

/** What the host and the guest say. */
export type Spoken = readonly [Float32Array, Float32Array];

export async function speakSample(): Promise<Spoken> {
  return [await speakScript(0, sampleSeconds), await speakScript(1, sampleSeconds)];
}

/** Draws and speaks what one camera records, into a folder that the caller removes. */
export async function writeCameraFiles(
  camera: SampleCamera,
  spoken: Spoken,
  folder: string,
): Promise<CameraFiles> {
  const still = join(folder, 'still.rgb');
  await writeFile(still, await drawStill(camera));
  const [mouths, blinks]: [PatchFile[], PatchFile[]] = [[], []];
  for (const speaker of camera.seen) {
    mouths.push(await writePatch(join(folder, `mouth-${speaker}.rgb`), await drawSpeech(camera, speaker)));
    blinks.push(await writePatch(join(folder, `blink-${speaker}.rgb`), await drawBlink(camera, speaker)));
  }
  const sound = join(folder, 'sound.pcm');
  await writeFile(sound, new Uint8Array(hearScript(spoken, camera.near).buffer));
  return { still, mouths, blinks, sound };
}

async function writePatch(path: string, { pictures, ...patch }: Patch): Promise<PatchFile> {
  await using file = await open(path, 'w');
  for (const picture of pictures) await file.writeFile(picture);
  return { path, patch };
}
