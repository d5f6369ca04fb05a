import type { ChunkStore } from '../../media/chunks/chunk-store.ts';
import { MadeElsewhereError, type ChildContext } from '../child/run-child.ts';
import { findSpan, renderSpan, type Chunk, type SpanToRender } from './render-span.ts';

/** What `render` makes, or what `find` finds where it was made elsewhere meanwhile. */
export async function orFindMade<Made>(
  render: () => Promise<Made>,
  find: () => Promise<Made>,
): Promise<Made> {
  try {
    return await render();
  } catch (error) {
    if (error instanceof MadeElsewhereError) return find();
    throw error;
  }
}

/** For what was to be made elsewhere a moment ago; what is not there after all is made here. */
export async function findOrRenderSpan(
  context: ChildContext,
  store: ChunkStore,
  work: SpanToRender,
): Promise<Chunk> {
  return (await findSpan(context, store, work)) ?? renderSpan({ ...context, isSpread: false }, store, work);
}
