import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '../api/router.ts';
import type { ExportStatus } from '../contract/exports/status.ts';

export interface WatchRequest {
  readonly trpc: TRPCClient<AppRouter>;
  readonly jobId: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * The `status` subscription as something to loop over. Leaving the loop or aborting unsubscribes; a refusal
 * (an unknown export) is thrown.
 */
export async function* watchExport({
  trpc,
  jobId,
  signal,
}: WatchRequest): AsyncGenerator<ExportStatus, void> {
  const arrived: ExportStatus[] = [];
  let end: { readonly error?: Error } | undefined;
  let wake = () => {};
  const finish = (how: { readonly error?: Error }) => {
    end ??= how;
    wake();
  };
  const onAbort = () => finish({});
  signal?.addEventListener('abort', onAbort, { once: true });
  const subscription = trpc.status.subscribe(
    { jobId },
    {
      onData: ({ data }) => {
        arrived.push(data);
        wake();
      },
      onError: (error) => finish({ error }),
      onComplete: () => finish({}),
    },
  );
  try {
    if (signal?.aborted === true) return;
    for (;;) {
      const status = arrived.shift();
      if (status !== undefined) yield status;
      else if (end !== undefined) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    if (end.error !== undefined) throw end.error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    subscription.unsubscribe();
  }
}
