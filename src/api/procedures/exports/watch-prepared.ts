import { z } from 'zod';
import type { ExportReadiness } from '../../../contract/exports/preparation.ts';
import { withinSocketCap } from '../../lane/subscription-cap.ts';
import { procedure } from '../../trpc.ts';

/** `projectId`: that of the config, or its `id` where it names no project. */
const input = z.object({ projectId: z.string().max(1000) });

/** How far the latest edit of a project is prepared, now and after each change. Tells nothing before the first one. */
export const prepared = procedure.input(input).subscription(({ ctx, input: { projectId }, signal }) => {
  // Only direct calls on the server come without a signal; nobody can abort those.
  const stop = signal ?? new AbortController().signal;
  const states = ctx.runtime.preparations.watch(projectId, stop);
  return withinSocketCap(ctx, states, (state: ExportReadiness) => state);
});
