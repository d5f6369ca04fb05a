import type { Readable } from 'node:stream';
import { feedStdin } from './feed-stdin.ts';
import { advanceMark, createBlockReader } from './progress-blocks.ts';
import { settledOrAborted } from './settled-or-aborted.ts';
import type { ChildRun } from './child-run.ts';

type ChunkHandler = (chunk: Uint8Array) => void | Promise<void>;

/** Starts every pump of a run: each promise ends with its pipe and rejects with what a callback threw. */
export function readEverything(run: ChildRun): Promise<void>[] {
  const { child, command, ladder, stall } = run;
  const { input } = command;
  return [
    readStdout(run),
    readChunks(run, child.stderr, (chunk) => run.stderr.push(chunk)),
    ...(child.progress === undefined ? [] : [readBlocks(run, child.progress)]),
    ...(input === undefined || child.stdin === undefined
      ? []
      : [feedStdin(child.stdin, input, { stopping: ladder.stopping, stall })]),
  ];
}

function readStdout(run: ChildRun): Promise<void> {
  const { stdout } = run.child;
  const use = run.command.stdout ?? 'progress';
  if (use === 'progress') return readBlocks(run, stdout);
  const take: ChunkHandler = use === 'capture' ? (chunk) => run.stdout.push(chunk) : handOn(run, use.pipe);
  return readChunks(run, stdout, (chunk) => {
    run.stall.noteSign();
    run.vitals.noteSign();
    return take(chunk);
  });
}

/** Reads to the end, or until the stream is destroyed. Both are a normal end: the outcome tells which it was. */
async function readChunks({ vitals }: ChildRun, stream: Readable, take: ChunkHandler): Promise<void> {
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch(() => ({ done: true as const, value: undefined }));
    if (next.done === true) return;
    vitals.noteChunk();
    const pending = take(next.value);
    if (pending !== undefined) await pending;
  }
}

async function readBlocks(run: ChildRun, stream: Readable): Promise<void> {
  let lastMark: string | undefined;
  const blocks = createBlockReader((block) => {
    const mark = advanceMark(block);
    if (mark !== lastMark) run.stall.noteSign();
    lastMark = mark;
    run.vitals.noteSign(block.get('progress') === 'end' ? 'last' : undefined);
    run.options.onBlock?.(block);
  });
  await readChunks(run, stream, (chunk) => blocks.push(chunk));
  blocks.end();
}

/**
 * While the consumer works, the child may not write and so the stall watch rests. Once the child is being stopped
 * its output is read and dropped: a child that is blocked in a write could not end.
 */
function handOn({ ladder: { stopping }, stall }: ChildRun, consume: ChunkHandler): ChunkHandler {
  return async (chunk) => {
    if (stopping.aborted) return;
    const resume = stall.pause();
    try {
      const pending = consume(chunk);
      if (pending !== undefined) await settledOrAborted(pending, stopping);
    } finally {
      resume();
    }
  };
}
