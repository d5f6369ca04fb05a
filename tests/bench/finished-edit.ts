import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import type { Stretch } from './cut-list.ts';
import { cameras, frameRate, type Shape } from './footage.ts';
import { measure } from './measure.ts';

/** What lies beside the cameras. */
const recorder = 'speech.wav';
const logo = 'logo.png';

type Output = ConfigV2Input['outputs'][number];

/** A recorder's sound as long as the cameras, and a logo with soft edges. Made once per folder. */
export async function makeExtras(sources: string, { minutes }: Shape): Promise<void> {
  // Like speech: four syllables a second, phrases of five seconds with pauses, little below 100 Hz and above 5 kHz.
  const voice = 'anoisesrc=r=48000:c=pink:a=0.5:seed=9,highpass=f=100,lowpass=f=5000:p=2,tremolo=f=4:d=0.9';
  const phrases = "volume=volume='if(lt(mod(t,6.5),5),1,0.01)':eval=frame";
  const speech = `${voice},${phrases},aformat=channel_layouts=stereo`;
  const disc = "geq=r=250:g=200:b=40:a='clip(4*(120-hypot(X-160,Y-120)),0,255)'";
  await makeOnce(join(sources, recorder), ['-i', speech, '-t', String(60 * minutes), '-f', 'wav']);
  const one = ['-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1'];
  await makeOnce(join(sources, logo), ['-i', `color=s=320x240,format=rgba,${disc}`, ...one]);
}

async function makeOnce(path: string, args: readonly string[]): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const quiet = ['-v', 'error', '-y', '-f', 'lavfi'];
  await measure({ file: 'ffmpeg', args: [...quiet, ...args, `${path}.part`] });
  await rename(`${path}.part`, path);
}

/** The cut list alone, with the sound of what is seen. */
export function plainEdit(
  stretches: readonly Stretch[],
  id: string,
  outputs: readonly Output[],
): ConfigV2Input {
  const sources = cameras.map((filePath, i) => ({ id: `camera-${i + 1}`, filePath }));
  return {
    ...{ version: 2, id, projectName: 'Benchmark', sources: [...sources] },
    angles: sources.map((source) => ({ id: source.id, files: [source.id] })),
    shots: stretches.map(({ camera, start, end }) => ({
      ...{ show: `camera-${camera + 1}`, from: start, to: end },
    })),
    outputs: [...outputs],
  };
}

const titles = ['Jane Doe', 'John Roe', 'Ana Silva', 'Омар Хайям', 'Zoë Müller', 'Kim Lee'];
const titleSeconds = 4;
const logoSeconds = 10;

/** The same with a recorder's sound at −16 LUFS under all cameras, a name for each of six people, and a logo. */
export function finishedEdit(
  stretches: readonly Stretch[],
  id: string,
  outputs: readonly Output[],
): ConfigV2Input {
  const plain = plainEdit(stretches, id, outputs);
  const seconds = stretches.at(-1)?.end ?? 0;
  return {
    ...plain,
    sources: [...plain.sources, { id: 'recorder', filePath: recorder }, { id: 'logo', filePath: logo }],
    sound: { tracks: [{ source: 'recorder' }], loudness: -16 },
    overlays: [{ source: 'logo', from: 2, to: 2 + logoSeconds, fade: 0.3 }],
    titles: titles.map((name, i) => {
      const from = ((i + 0.5) * seconds) / titles.length;
      return { text: `${name}\nGuest`, style: 'lower-third', from, to: from + titleSeconds };
    }),
  };
}

/** The outputs that are measured; `minutes` of the programme. */
export function outputsOf({ size, minutes }: Shape) {
  const master: Output = { id: 'master', format: 'mp4', codec: 'copy', ...size, fps: frameRate };
  const upright: Output = {
    ...{ id: 'upright', format: 'mp4', codec: 'h264', width: 1080, height: 1920, fps: frameRate },
    frames: Object.fromEntries(cameras.map((_, i) => [`camera-${i + 1}`, { fit: 'cover' as const }])),
  };
  const middle = 30 * minutes;
  const clip: Output = { ...upright, id: 'clip', range: [middle - 30, middle + 30] };
  const audio: Output = { id: 'audio', format: 'm4a' };
  const poster: Output = { id: 'poster', format: 'jpeg', at: middle, width: 1280 };
  return { master, upright, clip, audio, poster };
}
