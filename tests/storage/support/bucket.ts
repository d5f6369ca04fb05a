import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { CephServer } from './ceph.ts';

/** A bucket as those have it who put footage into it. */
export interface TestBucket {
  readonly name: string;
  readonly client: S3Client;
  readonly put: (key: string, path: string) => Promise<void>;
  readonly link: (key: string, seconds?: number) => Promise<string>;
  /** The environment of a server that may use it. */
  readonly environment: Readonly<Record<string, string>>;
}

let buckets = 0;

export async function createBucket(ceph: CephServer): Promise<TestBucket> {
  const { endpoint, region, accessKeyId, secretAccessKey } = ceph;
  const credentials = { accessKeyId, secretAccessKey };
  const checksums = { requestChecksumCalculation: 'WHEN_REQUIRED' } as const;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true, ...checksums });
  const Bucket = `test-${(buckets += 1)}-${createHash('sha256').update(String(process.pid)).digest('hex').slice(0, 8)}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  return {
    name: Bucket,
    client,
    put: async (Key, path) => {
      const { size } = await stat(path);
      const Body = createReadStream(path);
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: size }));
    },
    link: (Key, seconds = 600) =>
      getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn: seconds }),
    environment: {
      S3_ENDPOINT: endpoint,
      S3_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  };
}
