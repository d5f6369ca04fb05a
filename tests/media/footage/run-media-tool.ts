import { spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What is written into the child: the first into its stdin, the second into its descriptor 3. */
export type Feed = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface ToolResult {
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface ToolRun {
  readonly feeds?: readonly Feed[];
  /** Takes stdout piece by piece instead of gathering it. */
  readonly onStdout?: (piece: Buffer) => void;
  /** Takes what the child writes into its descriptor 3. */
  readonly onThird?: (piece: Buffer) => void;
}

/** The child may have enough before the feed ends; that is no error of the feed. */
async function feedInto(feed: Feed, target: unknown): Promise<void> {
  if (!(target instanceof Writable)) throw new Error('the child has no such pipe');
  try {
    await pipeline(Readable.from(feed, { objectMode: false }), target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET') throw error;
  }
}

/** Runs `ffmpeg` or `ffprobe` to its end. Rejects with the end of its stderr if it does not exit with 0. */
export async function runMediaTool(
  tool: string,
  args: readonly string[],
  run: ToolRun = {},
): Promise<ToolResult> {
  const feeds = run.feeds ?? [];
  const child = spawn(tool, args, {
    stdio: [
      feeds.length > 0 ? 'pipe' : 'ignore',
      'pipe',
      'pipe',
      ...(feeds.length > 1 || run.onThird ? ['pipe' as const] : []),
    ],
  });
  const pieces: Buffer[] = [];
  let stderr = '';
  child.stdout?.on('data', (piece: Buffer) => (run.onStdout ? run.onStdout(piece) : pieces.push(piece)));
  const third = child.stdio[3];
  if (run.onThird && third instanceof Readable) third.on('data', run.onThird);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(code ?? signal ?? 'unknown');
    });
  });
  const targets = [child.stdin, child.stdio[3]];
  const [how] = await Promise.all([ended, ...feeds.map((feed, at) => feedInto(feed, targets[at]))]);
  if (how !== 0)
    throw new Error(`${tool} ended with ${how}: ${stderr.slice(-2000)}\n${tool} ${args.join(' ')}`);
  return { stdout: Buffer.concat(pieces), stderr };
}
