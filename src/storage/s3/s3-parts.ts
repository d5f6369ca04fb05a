import type { ListMultipartUploadsCommandOutput, ListPartsCommandOutput } from '@aws-sdk/client-s3';
import type { ArrivedPart, PartUpload, PartUploads } from '../object-store.ts';
import { partBytesOf } from './s3-sending.ts';
import type { S3Connection, S3Place } from './s3-connection.ts';

/** Longer than any part takes on a slow line. */
const linkSeconds = 6 * 3600;

/** Uploads whose parts come from elsewhere. */
export function openParts(connection: S3Connection, { bucket, prefix }: S3Place): PartUploads {
  const { client, publicClient, sdk, attempt } = connection;
  const about = ({ key }: Pick<PartUpload, 'key'>) => `s3://${bucket}/${prefix}${key}`;
  const target = ({ key, uploadId }: PartUpload) => ({
    ...{ Bucket: bucket, Key: `${prefix}${key}`, UploadId: uploadId },
  });
  return {
    partBytesOf,
    begin: async (key, type) => {
      const input = { Bucket: bucket, Key: `${prefix}${key}`, ContentType: type };
      const begun = await attempt(about({ key }), () =>
        client.send(new sdk.CreateMultipartUploadCommand(input)),
      );
      if (begun.UploadId === undefined) throw new TypeError('The storage began an upload without a name');
      return begun.UploadId;
    },
    linksTo: async (upload, numbers) => {
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      return Promise.all(
        numbers.map((PartNumber) =>
          getSignedUrl(publicClient, new sdk.UploadPartCommand({ ...target(upload), PartNumber }), {
            expiresIn: linkSeconds,
          }),
        ),
      );
    },
    list: (upload) => listParts(connection, target(upload), about(upload)),
    complete: async (upload, parts) => {
      const Parts = parts.map(({ number, tag }) => ({ PartNumber: number, ETag: tag }));
      const input = { ...target(upload), MultipartUpload: { Parts } };
      await attempt(about(upload), () => client.send(new sdk.CompleteMultipartUploadCommand(input)));
    },
    abort: async (upload) => {
      await attempt(about(upload), () => client.send(new sdk.AbortMultipartUploadCommand(target(upload))));
    },
  };
}

async function listParts(
  { client, sdk, attempt }: S3Connection,
  upload: { Bucket: string; Key: string; UploadId: string },
  about: string,
): Promise<readonly ArrivedPart[]> {
  const arrived: ArrivedPart[] = [];
  let marker: string | undefined;
  do {
    const input = { ...upload, PartNumberMarker: marker };
    const page: ListPartsCommandOutput = await attempt(about, () =>
      client.send(new sdk.ListPartsCommand(input)),
    );
    for (const { PartNumber = 0, ETag = '', Size = 0 } of page.Parts ?? [])
      arrived.push({ number: PartNumber, tag: ETag, bytes: Size });
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return arrived;
}

/** Ends uploads of parts that were begun longer ago than this; answers how many. */
export async function endUnfinished(
  { client, sdk, attempt }: S3Connection,
  { bucket, prefix }: S3Place,
  olderThanMs: number,
): Promise<number> {
  const about = `s3://${bucket}/${prefix}`;
  let ended = 0;
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (marker) {
    const input = { Bucket: bucket, Prefix: prefix, ...marker };
    const page: ListMultipartUploadsCommandOutput = await attempt(about, () =>
      client.send(new sdk.ListMultipartUploadsCommand(input)),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (olderThanMs > 0 && Date.now() - (Initiated?.getTime() ?? Infinity) < olderThanMs) continue;
      const upload = { Bucket: bucket, Key, UploadId };
      await attempt(about, () => client.send(new sdk.AbortMultipartUploadCommand(upload)));
      ended += 1;
    }
    const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page;
    marker = IsTruncated
      ? {
          ...(NextKeyMarker && { KeyMarker: NextKeyMarker }),
          ...(NextUploadIdMarker && { UploadIdMarker: NextUploadIdMarker }),
        }
      : undefined;
  }
  return ended;
}
