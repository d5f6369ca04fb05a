import PQueue from 'p-queue';
import type { ObjectInfo } from '../object-store.ts';
import { cutRanges } from '../cache/byte-ranges.ts';
import type { S3Connection, S3Place } from './s3-connection.ts';

/** What a server copies within the time that an answer may take. */
const pieceBytes = 256 * 2 ** 20;
const piecesAtOnce = 4;

interface Copy {
  readonly from: Pick<ObjectInfo, 'key' | 'bytes' | 'version'>;
  readonly key: string;
  readonly signal: AbortSignal | undefined;
}

/** Copies within a bucket; nothing passes this machine, and nothing appears before all of it is there. */
export async function copyObject(connection: S3Connection, place: S3Place, copy: Copy): Promise<void> {
  const { client, sdk, attempt } = connection;
  const { from, key, signal } = copy;
  if (from.bytes > pieceBytes) return copyInParts(connection, place, copy);
  const input = { Bucket: place.bucket, Key: `${place.prefix}${key}`, ...sourceOf(place, from) };
  await attempt(
    nameOf(place, key),
    () => client.send(new sdk.CopyObjectCommand(input), { ...(signal && { abortSignal: signal }) }),
    signal,
  );
}

async function copyInParts(
  { client, sdk, attempt }: S3Connection,
  place: S3Place,
  { from, key, signal }: Copy,
): Promise<void> {
  const about = nameOf(place, key);
  const target = { Bucket: place.bucket, Key: `${place.prefix}${key}` };
  const { UploadId } = await attempt(about, () => client.send(new sdk.CreateMultipartUploadCommand(target)));
  const upload = { ...target, UploadId };
  const lanes = new PQueue({ concurrency: piecesAtOnce });
  const send = async ([start, end]: readonly [number, number], at: number) => {
    const CopySourceRange = `bytes=${start}-${end - 1}`;
    const input = { ...upload, PartNumber: at + 1, CopySourceRange, ...sourceOf(place, from) };
    const { CopyPartResult } = await attempt(
      about,
      () => client.send(new sdk.UploadPartCopyCommand(input), { ...(signal && { abortSignal: signal }) }),
      signal,
    );
    return { PartNumber: at + 1, ETag: CopyPartResult?.ETag };
  };
  const sent = cutRanges([[0, from.bytes]], pieceBytes).map((range, at) => lanes.add(() => send(range, at)));
  try {
    const Parts = await Promise.all(sent);
    await attempt(about, () =>
      client.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })),
    );
  } catch (error) {
    lanes.clear();
    await attempt(about, () => client.send(new sdk.AbortMultipartUploadCommand(upload))).catch(
      () => undefined,
    );
    throw error;
  }
}

function sourceOf({ bucket, prefix }: S3Place, { key, version }: Copy['from']) {
  const path = `${prefix}${key}`.split('/').map(encodeURIComponent).join('/');
  return { CopySource: `${bucket}/${path}`, CopySourceIfMatch: version };
}

function nameOf({ bucket, prefix }: S3Place, key: string): string {
  return `s3://${bucket}/${prefix}${key}`;
}
