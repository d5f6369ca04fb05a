import { readSource, type ReadSource } from '../../media/reading/read-source.ts';
import { shareArrays } from './share-arrays.ts';
import type { TaskHost } from './tasks.ts';

export interface SourceTask {
  readonly path: string;
  readonly name: string;
}

/** Reads a source here; ffprobe is run by the main thread, which knows every child there is. */
export async function readSourceInThread(source: SourceTask, { ask, signal }: TaskHost): Promise<ReadSource> {
  const tools = {
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
  return shareArrays(await readSource(tools, { ...source, signal }));
}

function textOf(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('The main thread did not answer with bytes');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
