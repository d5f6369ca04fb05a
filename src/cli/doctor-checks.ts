import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Capabilities } from '../contract/footage/media.ts';
import { isTooOld, newerFfmpegHint, OLDEST_FFMPEG } from '../ffmpeg/build/ffmpeg-version.ts';
import { findSurroundings } from '../children/confine.ts';
import { usableMemory, type UsableMemory } from '../supervisor/process/usable-memory.ts';
import { missingProtections } from '../supervisor/start/wrappers.ts';
import { sizeText } from './words/progress-text.ts';
import type { Settings } from './wiring.ts';

/** One thing that was looked at. `poor` works with less comfort, `bad` stands in the way of exporting. */
export interface DoctorCheck {
  readonly name: string;
  readonly state: 'good' | 'poor' | 'bad';
  readonly detail: string;
  /** What to do about it: a command line where there is one. */
  readonly fix?: string;
}

const run = promisify(execFile);
const installFfmpeg = 'sudo apt-get install ffmpeg';
const installUtilLinux = 'sudo apt-get install util-linux';
/** Below this an export of any length will hardly fit, in bytes. */
const littleSpace = 2e9;

/** Everything about this machine that an export depends on, most important first. */
export async function checkMachine(settings: Settings, capabilities: Capabilities): Promise<DoctorCheck[]> {
  return [
    checkNode(process.versions.node),
    checkFfmpeg(settings, capabilities),
    await checkProgram('ffprobe', settings.ffprobePath, { arguments: ['-version'], fix: installFfmpeg }),
    ...(capabilities.ffmpegVersion === null ? [] : checkAbilities(capabilities)),
    await checkHelper('setpriv', 'children die with the server, whatever kills it'),
    await checkHelper('prlimit', 'children cannot take all memory or disk'),
    checkIsolation(settings),
    await checkSpace(settings.mediaFolder),
    checkProcessors(settings),
    checkMemory(usableMemory(), settings.ffmpegConcurrency),
  ];
}

function checkProcessors({ cores, ffmpegConcurrency }: Settings): DoctorCheck {
  const all = availableParallelism();
  const usable =
    cores < all ? `${cores} of ${all} usable, by the limit of the container or service` : `${cores} usable`;
  return { name: 'processors', state: 'good', detail: `${usable}; ${ffmpegConcurrency} FFmpeg at once` };
}

/** Below this an encoder of 4K does not fit beside the server, in bytes. */
const littleMemory = 4e9;

export function checkMemory({ bytes, bound }: UsableMemory, ffmpegConcurrency: number): DoctorCheck {
  const where = bound === 'group' ? 'the limit of the container or service' : 'all of the machine';
  const detail = `${sizeText(bytes)} usable, ${where}`;
  if (bytes >= littleMemory) return { name: 'memory', state: 'good', detail };
  const fix = `4K needs more; 2 GB and 4 GB for each of FFMPEG_CONCURRENCY (${ffmpegConcurrency}) let every export through`;
  return { name: 'memory', state: 'poor', detail, fix };
}

/** `version` as `process.versions.node` has it. */
export function checkNode(version: string): DoctorCheck {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return { name: 'node', state: 'good', detail: version };
  return { name: 'node', state: 'bad', detail: `${version} is too old`, fix: 'Install Node 20.19 or newer' };
}

function checkFfmpeg({ ffmpegPath }: Settings, { ffmpegVersion }: Capabilities): DoctorCheck {
  if (ffmpegVersion !== null && isTooOld(ffmpegVersion)) {
    const detail = `${ffmpegVersion} is too old (${ffmpegPath}); ${OLDEST_FFMPEG} is the oldest that works`;
    return { name: 'ffmpeg', state: 'bad', detail, fix: newerFfmpegHint };
  }
  if (ffmpegVersion !== null) {
    return { name: 'ffmpeg', state: 'good', detail: `${ffmpegVersion} (${ffmpegPath})` };
  }
  return { name: 'ffmpeg', state: 'bad', detail: `${ffmpegPath} does not run`, fix: installFfmpeg };
}

const encoderNames = { h264: 'H.264', h265: 'H.265', vp9: 'VP9', aac: 'AAC', opus: 'Opus' } as const;

/** Encoders that encoded a frame here, and filters that this ffmpeg has. */
function checkAbilities({ encoders, filters }: Capabilities): DoctorCheck[] {
  const keys = ['h264', 'h265', 'vp9', 'aac', 'opus'] as const;
  const needed = new Set<keyof typeof encoders>(['h264', 'aac']);
  const checks = keys.map((key): DoctorCheck => {
    const name = `${encoderNames[key]} encoder`;
    if (encoders[key]) return { name, state: 'good', detail: 'works' };
    const state = needed.has(key) ? 'bad' : 'poor';
    return { name, state, detail: 'this ffmpeg has none that works', fix: installFfmpeg };
  });
  const missing = Object.keys(filters).filter((name) => filters[name] !== true);
  const present = Object.keys(filters).length - missing.length;
  checks.push(
    missing.length === 0
      ? { name: 'filters', state: 'good', detail: `all ${present} that footage may need` }
      : { name: 'filters', state: 'poor', detail: `missing: ${missing.join(', ')}`, fix: installFfmpeg },
  );
  return checks;
}

interface ProgramTrial {
  readonly arguments: readonly string[];
  readonly fix: string;
}

async function checkProgram(name: string, path: string, trial: ProgramTrial): Promise<DoctorCheck> {
  try {
    const { stdout } = await run(path, trial.arguments, { timeout: 10_000 });
    const version = /version (\S+)/.exec(stdout)?.[1] ?? 'works';
    const detail = `${version} (${path})`;
    if (name === 'ffprobe' && isTooOld(version))
      return { name, state: 'bad', detail: `${detail} is too old`, fix: newerFfmpegHint };
    return { name, state: 'good', detail };
  } catch {
    return { name, state: 'bad', detail: `${path} does not run`, fix: trial.fix };
  }
}

async function checkHelper(name: string, use: string): Promise<DoctorCheck> {
  const check = await checkProgram(name, name, { arguments: ['--version'], fix: installUtilLinux });
  if (check.state === 'good') return { ...check, detail: use };
  return { ...check, state: 'poor', detail: `not found; with it ${use}` };
}

function checkIsolation({ ffmpegPath: ffmpeg, ffprobePath: ffprobe, searchPath }: Settings): DoctorCheck {
  const { wrappers } = findSurroundings({ ffmpeg, ffprobe, searchPath });
  const missing = missingProtections(wrappers);
  if (missing.length === 0) {
    const detail = 'children have no network, see their own files only, and can signal nobody';
    return { name: 'isolation', state: 'good', detail };
  }
  return {
    name: 'isolation',
    state: 'poor',
    detail: missing.join(' '),
    fix: 'Linux 5.13 or newer with Landlock and seccomp, util-linux and perl; FFMPEG_PATH must name the program itself',
  };
}

async function checkSpace(folder: string): Promise<DoctorCheck> {
  const { bavail, bsize } = await statfsOfNearest(folder);
  const free = bavail * bsize;
  const detail = `${sizeText(free)} free for ${folder}`;
  if (free > littleSpace) return { name: 'disk', state: 'good', detail };
  return {
    name: 'disk',
    state: 'poor',
    detail,
    fix: 'Free some space, or set MEDIA_BASE_PATH to a larger disk',
  };
}

/** The folder may not exist yet: then the disk is the one its nearest existing parent lies on. */
async function statfsOfNearest(folder: string): Promise<{ bavail: number; bsize: number }> {
  try {
    return await statfs(folder);
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return statfsOfNearest(dirname(folder));
  }
}
