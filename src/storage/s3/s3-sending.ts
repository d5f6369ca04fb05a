import { open, type FileHandle } from 'node:fs/promises';
import PQueue from 'p-queue';
import { readRange } from '../../disk/read-range.ts';
import type { FileToWrite } from '../object-store.ts';
import { StorageError } from '../storage-error.ts';
import type { S3Connection } from './s3-connection.ts';

export interface Target {
  readonly bucket: string;
  /** With its prefix. */
  readonly key: string;
  readonly about: string;
}

const leastPartBytes = 16 * 2 ** 20;
/** S3 allows 10,000; some servers fewer, but files of so many parts are beyond 160 GB. */
const mostParts = 9_000;
/** Each holds its part in memory. */
const partsAtOnce = 4;

/** How large the parts of a file are: all but the last are alike, which some servers ask for. */
export function partBytesOf(size: number): number {
  const steps = Math.ceil(size / mostParts / leastPartBytes);
  return Math.max(1, steps) * leastPartBytes;
}

interface Sending {
  readonly file: FileToWrite;
  readonly signal: AbortSignal | undefined;
}

/** One request. Rejects with `ESTCHANGED` where there is something already and there may be nothing. */
export async function sendWhole(
  { client, sdk, attempt }: S3Connection,
  { bucket, key, about }: Target,
  { file, isOnlyIfAbsent, signal }: Sending & { readonly isOnlyIfAbsent: boolean },
): Promise<void> {
  await using handle = await open(file.path, 'r');
  const { size } = await handle.stat();
  const body = await bytesOf(handle, { offset: 0, size, signal, about });
  await attempt(
    about,
    () =>
      client.send(
        new sdk.PutObjectCommand({
          ...{ Bucket: bucket, Key: key, Body: body, ContentLength: size, ContentType: file.type },
          ...(isOnlyIfAbsent && { IfNoneMatch: '*' }),
        }),
        { ...(signal && { abortSignal: signal }) },
      ),
    signal,
  );
}

/** Several requests; nothing appears before the last of them. What fails leaves no parts behind. */
export async function sendInParts(
  connection: S3Connection,
  target: Target,
  { file, size, signal }: Sending & { readonly size: number },
): Promise<void> {
  const { client, sdk, attempt } = connection;
  const { bucket: Bucket, key: Key, about } = target;
  const begun = await attempt(about, () =>
    client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key, ContentType: file.type })),
  );
  const upload = { Bucket, Key, UploadId: begun.UploadId };
  try {
    const parts = await sendParts(connection, { ...target, upload }, { file, size, signal });
    await attempt(
      about,
      () =>
        client.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } })),
      signal,
    );
  } catch (error) {
    await attempt(about, () => client.send(new sdk.AbortMultipartUploadCommand(upload))).catch(
      () => undefined,
    );
    throw error;
  }
}

interface PartTarget extends Target {
  readonly upload: { Bucket: string; Key: string; UploadId: string | undefined };
}

async function sendParts(
  { client, sdk, attempt }: S3Connection,
  { upload, about }: PartTarget,
  { file, size, signal }: Sending & { readonly size: number },
): Promise<{ PartNumber: number; ETag: string | undefined }[]> {
  await using handle = await open(file.path, 'r');
  const partBytes = partBytesOf(size);
  const lanes = new PQueue({ concurrency: partsAtOnce });
  const giveUp = new AbortController();
  const stop = signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal;
  const send = async (at: number) => {
    stop.throwIfAborted();
    const offset = at * partBytes;
    const bytes = Math.min(partBytes, size - offset);
    const Body = await bytesOf(handle, { offset, size: bytes, signal: stop, about });
    const PartNumber = at + 1;
    const command = () => new sdk.UploadPartCommand({ ...upload, PartNumber, Body, ContentLength: bytes });
    const { ETag } = await attempt(about, () => client.send(command(), { abortSignal: stop }), stop);
    return { PartNumber, ETag };
  };
  const count = Math.ceil(size / partBytes);
  const sent = Array.from({ length: count }, (_, at) => lanes.add(() => send(at)));
  try {
    return await Promise.all(sent);
  } catch (error) {
    giveUp.abort(error);
    await Promise.allSettled(sent);
    throw error;
  }
}

async function bytesOf(
  handle: FileHandle,
  { about, ...range }: { offset: number; size: number; signal: AbortSignal | undefined; about: string },
): Promise<Uint8Array> {
  const bytes = await readRange(handle, range);
  if (bytes.length === range.size) return bytes;
  throw new StorageError('ESTSHORT', `the file for ${about}`);
}
