import { stat } from 'node:fs/promises';
import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { collectExactly } from '../collect-exactly.ts';
import type { FileToWrite, ObjectInfo, ObjectStore, VersionedRange, Written } from '../object-store.ts';
import { StorageError } from '../storage-error.ts';
import { bodyOf, type S3Connection, type S3Place } from './s3-connection.ts';
import { copyObject } from './s3-copying.ts';
import { linkTo } from './s3-links.ts';
import { endUnfinished, openParts } from './s3-parts.ts';
import { isNotImplemented } from './s3-faults.ts';
import { partBytesOf, sendInParts, sendWhole } from './s3-sending.ts';

/** The objects of a bucket whose keys begin with a prefix, which callers do not see. */
export function createS3Store(connection: S3Connection, place: S3Place): ObjectStore {
  const name = `s3://${place.bucket}/${place.prefix}`;
  const keyed = (key: string) => ({ Bucket: place.bucket, Key: `${place.prefix}${key}` });
  const look = (key: string, signal?: AbortSignal) => lookAt(connection, place, { key, signal });
  const remove = async (key: string): Promise<void> => {
    const { client, sdk } = connection;
    await connection.attempt(`${name}${key}`, () => client.send(new sdk.DeleteObjectCommand(keyed(key))));
  };
  return {
    name,
    look,
    read: (key, range, signal) => readRangeOf(connection, place, { key, range, signal }),
    write: (file, signal) => write({ connection, place, look, remove }, file, signal),
    copy: async (from, key, signal) => {
      // Not every server looks at `x-amz-copy-source-if-match`.
      const { version } = await look(from.key, signal);
      if (version !== from.version) throw new StorageError('ESTCHANGED', aboutOf(place, from.key));
      await copyObject(connection, place, { from, key, signal });
    },
    list: (prefix, signal) => listAll(connection, place, { prefix, signal }),
    remove,
    endUnfinished: (olderThanMs, prefix = '') =>
      endUnfinished(connection, { ...place, prefix: `${place.prefix}${prefix}` }, olderThanMs),
    linkTo: (key, link) => linkTo(connection, keyed(key), link),
    parts: openParts(connection, place),
  };
}

interface Asked {
  readonly key: string;
  readonly signal: AbortSignal | undefined;
}

async function lookAt(connection: S3Connection, place: S3Place, { key, signal }: Asked): Promise<ObjectInfo> {
  const { client, sdk } = connection;
  const about = aboutOf(place, key);
  return connection.attempt(
    about,
    async () => {
      const command = new sdk.HeadObjectCommand({ Bucket: place.bucket, Key: `${place.prefix}${key}` });
      const { ContentLength, ETag, LastModified } = await client.send(command, abortedBy(signal));
      return infoOf(key, { Size: ContentLength, ETag, LastModified });
    },
    signal,
  );
}

async function readRangeOf(
  connection: S3Connection,
  place: S3Place,
  { key, range, signal }: Asked & { readonly range: VersionedRange },
): Promise<Uint8Array> {
  const bytes = range.end - range.start;
  if (bytes === 0) return new Uint8Array();
  const { client, sdk, stallMs } = connection;
  const about = aboutOf(place, key);
  return connection.attempt(
    about,
    async () => {
      const command = new sdk.GetObjectCommand({
        ...{ Bucket: place.bucket, Key: `${place.prefix}${key}` },
        Range: `bytes=${range.start}-${range.end - 1}`,
        IfMatch: range.version,
      });
      const answer = await client.send(command, abortedBy(signal));
      const body = bodyOf(answer);
      if (answer.ETag !== undefined && answer.ETag !== range.version) {
        body.destroy();
        throw new StorageError('ESTCHANGED', about);
      }
      return collectExactly(body, { bytes, about, stallMs, stop: () => body.destroy() });
    },
    signal,
  );
}

async function* listAll(
  connection: S3Connection,
  { bucket, prefix: own }: S3Place,
  { prefix, signal }: { readonly prefix: string; readonly signal: AbortSignal | undefined },
): AsyncIterable<ObjectInfo> {
  const { client, sdk } = connection;
  let token: string | undefined;
  do {
    const input = { Bucket: bucket, Prefix: `${own}${prefix}`, ContinuationToken: token };
    const page: ListObjectsV2CommandOutput = await connection.attempt(
      `s3://${bucket}/${own}${prefix}`,
      () => client.send(new sdk.ListObjectsV2Command(input), abortedBy(signal)),
      signal,
    );
    for (const found of page.Contents ?? [])
      if (found.Key !== undefined) yield infoOf(found.Key.slice(own.length), found);
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

interface Writing extends Pick<ObjectStore, 'look' | 'remove'> {
  readonly connection: S3Connection;
  readonly place: S3Place;
}

async function write(writing: Writing, file: FileToWrite, signal?: AbortSignal): Promise<Written> {
  const { connection, place } = writing;
  const { size } = await stat(file.path);
  const target = { ...place, key: `${place.prefix}${file.key}`, about: aboutOf(place, file.key) };
  if (size > partBytesOf(size)) {
    // Of several parts not every server asks whether there is an object already.
    if (file.isOnlyIfAbsent && (await isThere(writing, file.key, signal))) return 'there';
    await sendInParts(connection, target, { file, size, signal });
  } else if ((await sendSmall(writing, { ...target, file }, signal)) === 'there') return 'there';
  const { bytes } = await writing.look(file.key, signal);
  if (bytes === size) return 'written';
  await writing.remove(file.key);
  throw new StorageError('ESTSHORT', target.about);
}

async function sendSmall(
  { connection, ...writing }: Writing,
  target: Parameters<typeof sendWhole>[1] & { readonly file: FileToWrite },
  signal?: AbortSignal,
): Promise<Written> {
  const { file } = target;
  try {
    await sendWhole(connection, target, { file, isOnlyIfAbsent: file.isOnlyIfAbsent === true, signal });
    return 'written';
  } catch (error) {
    if (!(error instanceof StorageError) || !file.isOnlyIfAbsent) throw error;
    if (error.code === 'ESTCHANGED') return 'there';
    if (!isNotImplemented(error)) throw error;
  }
  // A server that knows no conditional writes. What is written twice is the same for everybody.
  if (await isThere({ connection, ...writing }, file.key, signal)) return 'there';
  await sendWhole(connection, target, { file, isOnlyIfAbsent: false, signal });
  return 'written';
}

async function isThere({ look }: Writing, key: string, signal?: AbortSignal): Promise<boolean> {
  return look(key, signal).then(
    () => true,
    (error: unknown) => {
      if (error instanceof StorageError && error.code === 'ESTGONE') return false;
      throw error;
    },
  );
}

export function aboutOf({ bucket, prefix }: S3Place, key: string): string {
  return `s3://${bucket}/${prefix}${key}`;
}

export function abortedBy(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

interface Found {
  readonly Size?: number | undefined;
  readonly ETag?: string | undefined;
  readonly LastModified?: Date | undefined;
}

function infoOf(key: string, { Size = 0, ETag = '', LastModified }: Found): ObjectInfo {
  return { key, bytes: Size, version: ETag, modifiedMs: LastModified?.getTime() ?? 0 };
}
