import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileStore } from '@tus/file-store';
import { ERRORS, Upload } from '@tus/server';
import { ProblemError } from '../contract/problems.ts';
import { isDiskFull } from '../disk/store-fs.ts';
import { diskFull } from './upload-problems.ts';
import type { UploadRecord, UploadRecords } from './upload-records.ts';

export interface UploadStoreOptions {
  /** Absolute path of a folder that exists: `{id}` holds the bytes so far, `{id}.json` the record. */
  readonly folder: string;
  readonly records: UploadRecords;
  /** Throws when nothing more may be written to the disk. */
  readonly requireSpace: (id: string) => Promise<void>;
}

/** How much may arrive between two looks at the free space. */
const spaceCheckBytes = 64 * 2 ** 20;

/**
 * The bytes of uploads on disk. Differs from the store that comes with tus in four things: it stops at the
 * disk's reserve and says when the disk is full, its records survive a crash, what was published answers as
 * complete, and lengths must be declared, because without them no space can be kept.
 */
export class UploadStore extends FileStore {
  readonly #options: UploadStoreOptions;

  constructor(options: UploadStoreOptions) {
    super({ directory: options.folder, configstore: configStoreOver(options.records) });
    this.#options = options;
    this.extensions = ['creation', 'creation-with-upload', 'termination'];
  }

  /** Absolute path of the bytes. The id must be one of ours. */
  pathOf(id: string): string {
    return join(this.#options.folder, id);
  }

  override async getUpload(id: string): Promise<Upload> {
    const record = await this.#options.records.get(id);
    if (record?.filePath === undefined) return super.getUpload(id);
    return uploadOf(record, record.size);
  }

  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const record = await this.#options.records.get(id);
    if (record?.filePath !== undefined) {
      readable.resume();
      return offset;
    }
    let received = 0;
    const { requireSpace } = this.#options;
    const metered = async function* (chunks: AsyncIterable<Buffer>) {
      let unchecked = spaceCheckBytes;
      for await (const chunk of chunks) {
        unchecked += chunk.length;
        if (unchecked >= spaceCheckBytes) {
          unchecked = 0;
          await requireSpace(id);
        }
        received += chunk.length;
        yield chunk;
      }
    };
    const file = createWriteStream(this.pathOf(id), { flags: 'r+', start: offset, highWaterMark: 2 ** 20 });
    try {
      await pipeline(readable, metered, file);
    } catch (thrown) {
      throw isDiskFull(thrown) ? new ProblemError(diskFull(), { cause: thrown }) : thrown;
    }
    return offset + received;
  }

  override async remove(id: string): Promise<void> {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- tus throws plain objects and asks for the same
    if ((await this.#options.records.get(id)) === undefined) throw ERRORS.FILE_NOT_FOUND;
    await rm(this.pathOf(id), { force: true });
    await this.#options.records.delete(id);
  }

  /** Bytes that have arrived of an upload that is not finished. */
  async receivedOf(id: string): Promise<number> {
    return (await stat(this.pathOf(id)).catch(() => undefined))?.size ?? 0;
  }
}

function configStoreOver(records: UploadRecords): NonNullable<FileStore['configstore']> {
  return {
    get: async (id) => {
      const record = await records.get(id);
      return record && uploadOf(record, 0);
    },
    set: (id, { size = 0, metadata, creation_date }) =>
      records.set(id, { id, size, ...(metadata && { metadata }), ...(creation_date && { creation_date }) }),
    delete: records.delete,
    list: records.list,
  };
}

function uploadOf({ id, size, metadata, creation_date }: UploadRecord, offset: number): Upload {
  return new Upload({
    id,
    size,
    offset,
    ...(metadata && { metadata }),
    ...(creation_date && { creation_date }),
  });
}
