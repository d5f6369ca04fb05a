import { join } from 'node:path';
import { z } from 'zod';
import { maxRecordBytes, readSmallFile } from '../../disk/read-small-file.ts';
import { storeFs, type StoreFs } from '../../disk/store-fs.ts';
import { writeFileAtomically } from '../../disk/write-file-atomically.ts';
import {
  deliveryRecordSchema,
  webhookFileVersion,
  webhookRecordSchema,
  type DeliveryRecord,
  type WebhookRecord,
} from './records.ts';

/** Where webhooks and their messages are kept. What has resolved holds over the death of the process. */
export interface WebhookStore {
  /** Everything that can be read; what cannot is left where it is and never hides the rest. */
  readonly load: () => Promise<WebhookShelf>;
  readonly saveWebhook: (record: WebhookRecord) => Promise<void>;
  readonly removeWebhook: (id: string) => Promise<void>;
  readonly saveDelivery: (record: DeliveryRecord) => Promise<void>;
  readonly removeDelivery: (id: string) => Promise<void>;
  readonly saveSettings: (settings: WebhookSettings) => Promise<void>;
}

export interface WebhookShelf {
  readonly webhooks: readonly WebhookRecord[];
  readonly deliveries: readonly DeliveryRecord[];
  readonly settings: WebhookSettings | undefined;
}

const settingsSchema = z.object({
  schemaVersion: z.literal(webhookFileVersion),
  /** Every event until then, in milliseconds since the epoch, has become messages that are on disk. */
  seenUntil: z.number(),
  /** Of the webhooks of single exports, by owner; the empty name where there are no accounts. */
  exportSecrets: z.record(z.string(), z.string()),
});
export type WebhookSettings = Readonly<z.infer<typeof settingsSchema>>;

/** `{folder}/hooks/{id}.json`, `{folder}/deliveries/{id}.json` and `{folder}/settings.json`. */
export function createFileWebhookStore(folder: string, fs: StoreFs = storeFs): WebhookStore {
  const hooks = join(folder, 'hooks');
  const deliveries = join(folder, 'deliveries');
  const settingsPath = join(folder, 'settings.json');
  const save = (parent: string, record: { readonly id: string }) =>
    writeFileAtomically(fs, join(parent, `${record.id}.json`), `${JSON.stringify(record, null, 2)}\n`);
  const remove = (parent: string, id: string) => fs.rm(join(parent, `${id}.json`), { force: true });
  return {
    load: async () => {
      for (const path of [hooks, deliveries]) await fs.mkdir(path, { recursive: true });
      return {
        webhooks: await readAll(fs, hooks, webhookRecordSchema),
        deliveries: await readAll(fs, deliveries, deliveryRecordSchema),
        settings: readOne(settingsPath, settingsSchema),
      };
    },
    saveWebhook: (record) => save(hooks, record),
    removeWebhook: (id) => remove(hooks, id),
    saveDelivery: (record) => save(deliveries, record),
    removeDelivery: (id) => remove(deliveries, id),
    saveSettings: (settings) => writeFileAtomically(fs, settingsPath, `${JSON.stringify(settings)}\n`),
  };
}

async function readAll<Schema extends z.ZodType<{ id: string }>>(
  fs: StoreFs,
  folder: string,
  schema: Schema,
): Promise<z.infer<Schema>[]> {
  const names = (await fs.readdir(folder)).filter((name) => name.endsWith('.json'));
  return names.flatMap((name) => {
    const record = readOne(join(folder, name), schema);
    return record !== undefined && `${record.id}.json` === name ? [record] : [];
  });
}

function readOne<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> | undefined {
  const file = readSmallFile(path, maxRecordBytes);
  if (!file.isOk) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(file.text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
