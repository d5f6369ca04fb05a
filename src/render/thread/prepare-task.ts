import { unpackConfig, type PackedConfig } from '../../threads/packed-config.ts';
import type { TaskHost } from '../../threads/worker/serve-tasks.ts';
import { createLooker, createPreparer, type PreparationRequest } from '../prepare-export.ts';
import type { LookedAhead, PreparationEnd } from '../preparing/ports.ts';
import { openThreadTools } from './open-thread-tools.ts';
import type { Machine } from './rendering.ts';
import { createUpdateSender } from './send-updates.ts';

/** An edit as it crosses to the thread that renders it ahead, or only looks what of it is there. */
export interface Preparation {
  readonly isLook: boolean;
  readonly request: Omit<PreparationRequest, 'config'>;
  readonly config: PackedConfig;
  readonly machine: Machine;
}

/** Renders ahead in this thread, or looks. Children and what is known of chunks are the main thread's. */
export async function prepareInThread(
  { isLook, request, config, machine }: Preparation,
  host: TaskHost,
): Promise<LookedAhead | PreparationEnd> {
  const tools = await openThreadTools(machine, host, { isAhead: true });
  const updates = createUpdateSender(({ progress }) => host.ask('progress', progress));
  const whole = { ...request, config: unpackConfig(config) };
  const hooks = { signal: host.signal, onUpdate: isLook ? () => undefined : updates.send };
  try {
    return await (isLook ? createLooker(tools)(whole, hooks) : createPreparer(tools)(whole, hooks));
  } finally {
    await updates.flush();
  }
}
