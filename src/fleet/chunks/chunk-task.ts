import { createHash } from 'node:crypto';

/** One child's work for an export, as it lies in Redis until a worker takes it. */
export interface ChunkTask {
  readonly exportId: string;
  /** Of the run that wants it: what a run wanted that has the export no more is not made. */
  readonly attemptToken: string;
  /** Of the chunks that it makes, by their content; none where it only looks at something. */
  readonly keys: readonly string[];
  /** Of the export, as `rankOfTurn` says it: the smaller goes first. */
  readonly rank: number;
  /** `span 12 of 155` */
  readonly label: string;
  /** What the child is; whoever hands it out and whoever makes it agree on that. */
  readonly child: unknown;
}

/** What became of a task. */
export type ChunkAnswer =
  /** Made, or tried: `end` says how its child ended, `by` which process it was. */
  | { readonly kind: 'made'; readonly end: unknown; readonly by: string }
  /** Others have made its chunks, or some of them: they are to be looked for. */
  | { readonly kind: 'there' }
  /** Its run has the export no more. */
  | { readonly kind: 'unwanted' }
  /** Whoever asked for it has stopped. */
  | { readonly kind: 'stopped' }
  /** Nobody could make it, for a reason that says nothing of the work. */
  | { readonly kind: 'failed'; readonly reason: string };

/** The queue of one build: who has another FFmpeg, another Cutroom or other paths finds nothing in it. */
export function chunkQueueOf(build: readonly string[]): string {
  return `chunks-${createHash('sha256').update(JSON.stringify(build)).digest('hex').slice(0, 16)}`;
}

/**
 * The id of a task's job. It carries the export's id and the run: with the content alone a second export would wait for the
 * job of the first, and a second run for one whose files are gone. And the child, which names the files that it writes: what
 * a run wants again, since it was damaged, is not answered with the end of the first.
 */
export function chunkJobId({ exportId, attemptToken, keys, child }: ChunkTask): string {
  const content = createHash('sha256')
    .update(JSON.stringify([keys, child]))
    .digest('hex')
    .slice(0, 24);
  return `${exportId}_${content}_${attemptToken.slice(0, 8)}`;
}

/** Orders from which on exports of one priority are no longer told apart, and begin anew. */
const orders = 99_000;

/** BullMQ takes the smaller first, from 1 to 2,097,151. */
export function bullPriorityOf(rank: number): number {
  const priority = -Math.floor((rank + 5e11) / 1e12);
  const order = rank + priority * 1e12;
  return 1 + (10 - priority) * orders + (order % orders);
}
