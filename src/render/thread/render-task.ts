import type { RenderOutcome } from '../../contract/exports/render-port.ts';
import { unpackConfig } from '../../threads/packed-config.ts';
import type { TaskHost } from '../../threads/worker/serve-tasks.ts';
import { createRenderer } from '../render-export.ts';
import { openThreadTools } from './open-thread-tools.ts';
import type { Rendering } from './rendering.ts';
import { createUpdateSender } from './send-updates.ts';

/** Renders one attempt in this thread. Children, space and the publication are the main thread's. */
export async function renderInThread(
  { request, config, machine }: Rendering,
  host: TaskHost,
): Promise<RenderOutcome> {
  const tools = await openThreadTools(machine, host);
  const updates = createUpdateSender((update) => host.ask('update', update));
  try {
    const whole = { ...request, config: unpackConfig(config) };
    return await createRenderer(tools)(whole, { signal: host.signal, onUpdate: updates.send });
  } finally {
    await updates.flush();
  }
}
