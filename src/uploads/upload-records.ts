import { readFile, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { storeFs } from '../disk/store-fs.ts';
import { writeFileAtomically } from '../disk/write-file-atomically.ts';

/** What is kept about an upload beside its bytes, in `uploads/{id}.json`. */
const uploadRecordSchema = z.object({
  id: z.string(),
  /** Declared length in bytes. */
  size: z.number().int().min(0),
  metadata: z.record(z.string(), z.string().nullable()).optional(),
  creation_date: z.string().optional(),
  /** Of one whose parts the browser sends to the storage itself. */
  parts: z.object({ uploadId: z.string(), partBytes: z.number().int().min(1) }).optional(),
  /** What it is called in the library, once it lies there. Kept so that a client that lost the answer can ask again. */
  filePath: z.string().optional(),
});
export type UploadRecord = z.infer<typeof uploadRecordSchema>;

/** Ids are made by the server; whatever else stands in a URL names nothing. */
export const uploadIdPattern = /^[0-9a-f]{32}$/;

export interface UploadRecords {
  readonly get: (id: string) => Promise<UploadRecord | undefined>;
  readonly set: (id: string, record: UploadRecord) => Promise<void>;
  /** Notes that somebody goes on with it. */
  readonly touch: (id: string) => Promise<void>;
  readonly delete: (id: string) => Promise<void>;
  readonly list: () => Promise<string[]>;
}

export function createUploadRecords(folder: string): UploadRecords {
  const pathOf = (id: string) => join(folder, `${id}.json`);
  return {
    get: async (id) => {
      if (!uploadIdPattern.test(id)) return undefined;
      return parseRecord(await readFile(pathOf(id), 'utf8').catch(() => ''));
    },
    set: (id, record) =>
      writeFileAtomically(storeFs, pathOf(id), `${JSON.stringify(uploadRecordSchema.parse(record))}\n`),
    touch: async (id) => {
      const now = new Date();
      await utimes(pathOf(id), now, now).catch(() => undefined);
    },
    delete: (id) => rm(pathOf(id), { force: true }),
    list: async () => {
      const names = await readdir(folder);
      return names
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -'.json'.length))
        .filter((id) => uploadIdPattern.test(id));
    },
  };
}

function parseRecord(text: string): UploadRecord | undefined {
  try {
    return uploadRecordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
