import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportState, ExportStatus } from '../../../../src/contract/exports/status.ts';
import type { DeliveryView } from '../../../../src/contract/exports/webhook.ts';
import { openWebhooks, type RunningWebhooks } from '../../../../src/webhooks/open-webhooks.ts';
import type { RetryTimes } from '../../../../src/webhooks/sending/retry-times.ts';

export interface TestWebhooks {
  readonly webhooks: RunningWebhooks;
  /** Resolves when a message is in that state. */
  readonly settled: (state: DeliveryView['state'], jobId?: string) => Promise<DeliveryView>;
}

export interface TestFolder extends AsyncDisposable {
  readonly path: string;
  readonly open: (options?: {
    readonly times?: Partial<RetryTimes>;
    readonly limitMs?: number;
    readonly trustedHosts?: readonly string[];
    readonly exports?: readonly ExportStatus[];
  }) => Promise<TestWebhooks>;
}

/** A fresh folder of webhooks, on which one server after another may be started. */
export async function webhookFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'cutroom-webhooks-'));
  const opened: RunningWebhooks[] = [];
  return {
    path,
    open: async ({ times, exports = [], trustedHosts = ['127.0.0.1'], ...rest } = {}) => {
      const webhooks = openWebhooks({
        folder: join(path, 'webhooks'),
        trustedHosts,
        onTrouble: (what, error) => {
          throw new Error(what, { cause: error });
        },
        times: { firstGapMs: 5, longestGapMs: 20, windowMs: 60_000, ...times },
        ...rest,
      });
      await webhooks.start(exports);
      opened.push(webhooks);
      return { webhooks, settled: (state, jobId) => untilSettled(webhooks, state, jobId) };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(opened.map((webhooks) => webhooks.close()));
      await rm(path, { recursive: true, force: true });
    },
  };
}

async function untilSettled(webhooks: RunningWebhooks, state: DeliveryView['state'], jobId?: string) {
  for (;;) {
    const { deliveries } = await webhooks.deliveries({ limit: 200, ...(jobId !== undefined && { jobId }) });
    const found = deliveries.find((delivery) => delivery.state === state);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The status of an export that has just come into a state. */
export function statusIn(state: ExportState, overrides: Partial<ExportStatus> = {}): ExportStatus {
  const now = new Date().toISOString();
  return {
    jobId: 'episode-12',
    projectName: 'Episode 12',
    status: state,
    progress: state === 'completed' ? 1 : 0,
    stage: 'queued',
    message: 'As the test says.',
    warnings: [],
    etaSeconds: null,
    speed: null,
    framesDone: 0,
    framesTotal: 0,
    queuePosition: null,
    attempt: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...(state !== 'pending' && { startedAt: now }),
    ...(state !== 'pending' && state !== 'processing' && { finishedAt: now }),
    seq: state === 'processing' ? 2 : 5,
    ...overrides,
  };
}
