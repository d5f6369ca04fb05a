import { createHash } from 'node:crypto';
import type { Children } from '../../children/open-children.ts';
import type { Capabilities } from '../../contract/footage/media.ts';
import { ProblemError } from '../../contract/problems.ts';
import { parseEncoders } from '../../ffmpeg/build/needed-encoders.ts';
import { parseFilters } from '../../ffmpeg/build/needed-filters.ts';

/** What this FFmpeg can do. Limits are the server's business and come from there. */
export type FfmpegAbilities = Pick<Capabilities, 'ffmpegVersion' | 'encoders' | 'filters'>;

const encoders = {
  h264: ['-c:v', 'libx264'],
  h265: ['-c:v', 'libx265', '-x265-params', 'log-level=error'],
  vp9: ['-c:v', 'libvpx-vp9'],
  aac: ['-c:a', 'aac'],
  opus: ['-c:a', 'libopus'],
} as const;

const neededFilters = ['zscale', 'tonemap', 'bwdif', 'fps', 'tpad', 'aresample'];

/** Asks FFmpeg for its version and filters, and lets every encoder encode something: being listed is not working. */
export async function probeAbilities(children: Children, signal: AbortSignal): Promise<FfmpegAbilities> {
  const version = await readVersion(children, signal);
  const names = Object.keys(encoders) as (keyof typeof encoders)[];
  if (version === null) {
    const none = { h264: false, h265: false, vp9: false, aac: false, opus: false };
    return {
      ffmpegVersion: null,
      encoders: none,
      filters: Object.fromEntries(neededFilters.map((name) => [name, false])),
    };
  }
  const working = await Promise.all(names.map((name) => canEncode(children, encoders[name], signal)));
  const [h264 = false, h265 = false, vp9 = false, aac = false, opus = false] = working;
  return {
    ffmpegVersion: version,
    encoders: { h264, h265, vp9, aac, opus },
    filters: await findFilters(children, signal),
  };
}

/** `5.1.9-0+deb12u1`, or null where there is no ffmpeg. */
async function readVersion(children: Children, signal: AbortSignal): Promise<string | null> {
  const text = await ask(children, ['-version'], signal);
  return text === undefined ? null : versionIn(text);
}

/**
 * `5.1.9-0+deb12u1 (3f2a91c0)`: the version, and what tells builds of one version apart (compiler, options, libraries).
 * Null where there is no ffmpeg.
 */
export async function readBuild(children: Children, signal: AbortSignal): Promise<string | null> {
  const text = await ask(children, ['-version'], signal);
  if (text === undefined) return null;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${versionIn(text)} (${hash})`;
}

function versionIn(text: string): string {
  return /^ffmpeg version (\S+)/.exec(text)?.[1] ?? 'unknown';
}

/** Names of all encoders that this FFmpeg was built with; undefined where it does not answer. */
export async function readEncoders(
  children: Children,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const text = await ask(children, ['-hide_banner', '-encoders'], signal);
  return text === undefined ? undefined : parseEncoders(text);
}

/** Names of all filters that this FFmpeg was built with; undefined where it does not answer. */
export async function readFilters(
  children: Children,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const text = await ask(children, ['-hide_banner', '-filters'], signal);
  return text === undefined ? undefined : parseFilters(text);
}

async function findFilters(children: Children, signal: AbortSignal): Promise<Record<string, boolean>> {
  const listed = await readFilters(children, signal);
  return Object.fromEntries(neededFilters.map((name) => [name, listed?.has(name) === true]));
}

async function canEncode(
  children: Children,
  encoder: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const isPicture = encoder[0] === '-c:v';
  const input = isPicture ? 'color=s=64x64:d=0.1' : 'anullsrc=d=0.1';
  const args = ['-v', 'error', '-f', 'lavfi', '-i', input, ...encoder, '-f', 'null', '-'];
  return (await ask(children, args, signal)) !== undefined;
}

const askDeadlineMs = 60_000;
/** A list of filters has 30 KB. */
const mostAnswerBytes = 2 ** 24;

async function ask(
  children: Children,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const { outcome } = await children.run({
    program: 'ffmpeg',
    label: 'what FFmpeg can do',
    args: () => args,
    uses: { reads: [], writes: [], size: 'large' },
    kind: 'question',
    priority: 0,
    yields: false,
    output: { mostBytes: mostAnswerBytes },
    deadlineMs: askDeadlineMs,
    signal,
  });
  // Whoever is told to stop has found nothing out, least of all that there is no ffmpeg.
  const isStopped = signal.aborted || outcome.stopReason === 'shutdown' || outcome.stopReason === 'cancel';
  if (isStopped) throw new ProblemError({ code: 'NOT_READY', message: 'The server is shutting down.' });
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0) return undefined;
  return Buffer.from(outcome.stdout ?? new Uint8Array()).toString('utf8');
}
