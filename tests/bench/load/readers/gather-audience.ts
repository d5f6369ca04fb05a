import { fileURLToPath } from 'node:url';
import { startHelper } from './helper-process.ts';
import type { Heard, ReadAlongOptions } from './read-along.ts';

const source = fileURLToPath(new URL('./read-along.ts', import.meta.url));

export interface Audience extends AsyncDisposable {
  readonly pid: number;
  /** What all its readers have heard since the last call. */
  readonly take: () => Promise<Heard>;
}

interface AudienceOptions {
  readonly jobIds: readonly string[];
  /** What the readers sign in by, in turn; none where nobody asks. */
  readonly keys?: readonly string[];
  readonly count: number;
  /** One in so many looks into its events. */
  readonly sampleEvery?: number;
  /** Its number among audiences that listen at once: each has addresses of its own. */
  readonly addressesOf?: number;
}

/** So many readers, each with a socket and a subscription of its own; resolves when all have subscribed. */
export async function gatherAudience(
  url: string,
  { jobIds, keys = [], count, sampleEvery = 20, addressesOf = 0 }: AudienceOptions,
): Promise<Audience> {
  const options: ReadAlongOptions = { url, jobIds, keys, count, sampleEvery, addressesOf };
  const helper = await startHelper(source, options);
  await helper.next();
  return {
    pid: helper.pid,
    take: async () => (await helper.ask('take')) as Heard,
    [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
  };
}
