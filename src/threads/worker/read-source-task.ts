import { checkSource } from '../../media/reading/check-source.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import { readSource } from '../../media/reading/read-source.ts';
import type { ThreadTools } from '../../media/reading/tools.ts';
import { shareArrays } from './share-arrays.ts';
import type { TaskHost } from './serve-tasks.ts';

export interface SourceTask {
  readonly path: string;
  readonly name: string;
}

/** Reads a source here; ffprobe is run by the main thread, which knows every child there is. */
export async function readSourceInThread(source: SourceTask, host: TaskHost): Promise<ReadSource> {
  return shareArrays(await readSource(toolsOf(host), { ...source, signal: host.signal }));
}

/** Looks at the head of a file here, as reading it begins. */
export async function checkSourceInThread(source: SourceTask, host: TaskHost): Promise<void> {
  await checkSource(toolsOf(host), { ...source, signal: host.signal });
}

function toolsOf({ ask }: TaskHost): ThreadTools {
  return {
    askProbe: async ({ signal: _signal, ...run }: { readonly signal: AbortSignal }) =>
      textOf(await ask('probe', run)),
    listings: {
      remember: async (ingredients: readonly (string | number)[], read: () => Promise<string>) => {
        const known = await ask('recall', ingredients);
        if (known !== undefined) return textOf(known);
        const text = await read();
        await ask('keep', { ingredients, bytes: Buffer.from(text, 'latin1') });
        return text;
      },
    },
  };
}

function textOf(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('The main thread did not answer with bytes');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
