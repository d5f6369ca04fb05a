import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toFloat } from '../oracle/rational.ts';
import { filmArgs, playedRate } from './film-args.ts';
import { planFilm } from './film-plan.ts';
import type { FilmPlan } from './film-plan.ts';
import { paintFrames, PAINTED_BYTES } from './paint-frames.ts';
import { patchMp4 } from './patch-mp4.ts';
import { playNoise } from './play-noise.ts';
import { readTruth } from './read-truth.ts';
import type { Truth } from './read-truth.ts';
import { runMediaTool } from './run-media-tool.ts';
import type { Feed } from './run-media-tool.ts';
import type { Footage, FootageSpec } from './spec.ts';
import { timedFrames } from './timed-frames.ts';

/** Raised whenever the same spec would give another film. */
const EDITION = 7;
const CACHE = join(tmpdir(), 'cutroom-footage');

function pictureFeed(plan: FilmPlan): Feed {
  const frames = paintFrames(plan.spec.camera, plan.painted);
  const vfr = plan.spec.vfr;
  return vfr && 'timesMs' in vfr ? timedFrames(frames, PAINTED_BYTES, vfr.timesMs) : frames;
}

function soundFeed(plan: FilmPlan): Feed[] {
  if (plan.audio === null) return [];
  const { voice, voiceOffsetSeconds, startSeconds, endEarlySeconds, channels } = plan.audio;
  const rate = playedRate(plan.audio.rate);
  const samples = Math.round((toFloat(plan.end) - startSeconds - endEarlySeconds) * rate);
  return [playNoise({ voice, fromSeconds: voiceOffsetSeconds + startSeconds, samples, rate, channels })];
}

async function film(plan: FilmPlan, path: string): Promise<void> {
  await runMediaTool('ffmpeg', filmArgs(plan, path), { feeds: [pictureFeed(plan), ...soundFeed(plan)] });
  const rotation = plan.spec.rotation ?? 0;
  const mirrored = plan.spec.mirrored ?? false;
  if (rotation === 0 && !mirrored && plan.hidden === 0 && plan.trimmed === 0) return;
  const seconds = (frames: number) => ({ num: frames * Number(plan.rate.den), den: Number(plan.rate.num) });
  await patchMp4(path, { rotation, mirrored, hidden: seconds(plan.hidden), trimmed: seconds(plan.trimmed) });
}

/** JSON has no bigint: fractions are written as `"num/den"`. */
function pack(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function unpack(_key: string, value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;
}

async function readCached(folder: string): Promise<Truth | null> {
  try {
    return JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8'), unpack) as Truth;
  } catch {
    return null;
  }
}

/** Made in a folder of its own and renamed when whole; whoever comes second takes what the first made. */
async function makeFolder(plan: FilmPlan, folder: string, name: string): Promise<void> {
  const draft = join(CACHE, `draft-${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  try {
    await film(plan, join(draft, name));
    const truth = await readTruth(plan, join(draft, name));
    await writeFile(join(draft, 'truth.json'), JSON.stringify(truth, pack));
    await rename(draft, folder).catch(async (error: unknown) => {
      if ((await readCached(folder)) === null) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * A coded film and the truth about it. Films are kept in the system's temporary folder under a hash of
 * their spec, so that a second call costs nothing; the file belongs to the cache: copy it before changing
 * it. Rejects if this ffmpeg cannot make it or makes another film than asked.
 */
export async function makeFootage(spec: FootageSpec): Promise<Footage> {
  const plan = planFilm(spec);
  const key = createHash('sha256')
    .update(JSON.stringify([EDITION, spec]))
    .digest('hex')
    .slice(0, 20);
  const folder = join(CACHE, key);
  const name = `camera${spec.camera}-${key.slice(0, 8)}.${spec.container ?? 'mp4'}`;
  let truth = await readCached(folder);
  if (truth === null) {
    await makeFolder(plan, folder, name);
    truth = await readCached(folder);
  }
  if (truth === null) throw new Error(`the film of ${JSON.stringify(spec)} vanished from ${folder}`);
  return { path: join(folder, name), spec, camera: spec.camera, display: plan.display, ...truth };
}
