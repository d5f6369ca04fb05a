import { createCutroomClient, type AppRouter } from 'cutroom-client/client';
import type { ExportState } from 'cutroom-client/contract';

const { trpc, watchExport } = createCutroomClient({ url: 'http://localhost:3000', token: 'secret' });

export type Router = AppRouter;

export async function calls() {
  const status = await trpc.get.query({ jobId: 'a' });
  const state: ExportState = status.status;
  // @ts-expect-error progress is a number
  const wrong: string = status.progress;
  // @ts-expect-error an id is a text
  await trpc.get.query({ jobId: 1 });
  // @ts-expect-error there is no such procedure
  void trpc.nothing;
  // @ts-expect-error the segments are missing
  await trpc.createExport.mutate({ version: 1, id: 'a', sources: [], output: {} });
  trpc.queue.subscribe(undefined, { onData: ({ id, data }) => [id.length, data.status.seq.toFixed()] });
  for await (const { framesDone } of watchExport('a')) framesDone.toFixed();
  return { state, wrong };
}
