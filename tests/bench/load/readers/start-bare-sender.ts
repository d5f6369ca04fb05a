import { fileURLToPath } from 'node:url';
import { startHelper } from './helper-process.ts';
import type { SendBareOptions } from './send-bare.ts';

const source = fileURLToPath(new URL('./send-bare.ts', import.meta.url));

export interface BareSender extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
}

/** A program that sends as many bytes as a server does, and does nothing else. */
export async function startBareSender(options: SendBareOptions): Promise<BareSender> {
  const helper = await startHelper(source, options);
  const port = (await helper.next()) as number;
  return {
    pid: helper.pid,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
  };
}
