import type { ExportStatus } from '../contract/exports/status.ts';
import type { RunningWebhooks } from '../webhooks/open-webhooks.ts';
import type { Webhooks } from '../webhooks/ports.ts';
import type { RedisPlace } from './journal/connect.ts';
import type { Journal } from './journal/journal.ts';
import { openLeaderCalls } from './leader-calls.ts';
import { seekLeadership, type Leadership } from './leadership.ts';

export interface FleetWebhooksOptions extends RedisPlace {
  readonly journal: Journal;
  /** Opens those of one process; only one at a time works on their folder. */
  readonly open: () => RunningWebhooks;
  readonly onError: (error: Error) => void;
}

/**
 * The webhooks of a fleet: one server has them, and delivers; the others ask it. When it dies another takes them up within
 * ten seconds, and tells what happened in between.
 */
export async function openFleetWebhooks(options: FleetWebhooksOptions): Promise<RunningWebhooks> {
  const { journal, open, onError, url, prefix } = options;
  const calls = await openLeaderCalls({ url, prefix }, 'webhooks', onError);
  let ours: RunningWebhooks | undefined;
  let leadership: Leadership | undefined;
  const ask = <Name extends keyof Webhooks>(name: Name) =>
    (async (...args: unknown[]) =>
      ours === undefined ? calls.call(name, args) : answerWith(ours, name, args)) as Webhooks[Name];
  return {
    list: ask('list'),
    create: ask('create'),
    remove: ask('remove'),
    deliveries: ask('deliveries'),
    sendAgain: ask('sendAgain'),
    addForExport: ask('addForExport'),
    removeForExport: ask('removeForExport'),
    exportSecret: ask('exportSecret'),
    note: (status) => ours?.note(status),
    noteRemoved: (jobId) => ours?.noteRemoved(jobId),
    start: async (exports: Iterable<ExportStatus>) => {
      leadership = seekLeadership({
        journal,
        key: `${prefix}webhooks:leader`,
        onGained: async () => {
          const opened = open();
          ours = opened;
          // What happens meanwhile is noted already.
          await opened.start(exports);
          calls.answerWith((name, args) => answerWith(opened, name, args));
        },
        onLost: async () => {
          const lost = ours;
          ours = undefined;
          calls.answerWith(undefined);
          await lost?.close();
        },
        onTrouble: (error) => onError(error instanceof Error ? error : new Error(String(error))),
      });
    },
    close: async () => {
      await leadership?.close();
      await calls.close();
    },
  };
}

const methods: ReadonlySet<string> = new Set<keyof Webhooks>([
  'list',
  'create',
  'remove',
  'deliveries',
  'sendAgain',
  'addForExport',
  'removeForExport',
  'exportSecret',
]);

async function answerWith(webhooks: Webhooks, name: string, args: readonly unknown[]): Promise<unknown> {
  if (!methods.has(name)) throw new Error(`there is no call ${name}`);
  const method = webhooks[name as keyof Webhooks] as (...given: readonly unknown[]) => unknown;
  // JSON has no `undefined`: an owner that is none comes as null.
  return method(...args.map((arg) => arg ?? undefined));
}
