import type * as Sdk from '@aws-sdk/client-s3';
import { usualRetries, withRetries, type Retries } from '../with-retries.ts';
import { s3Error } from './s3-faults.ts';

export interface S3Place {
  readonly bucket: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
}

export interface S3Options {
  /** Undefined for Amazon's own. */
  readonly endpoint: string | undefined;
  /** Where browsers reach the same server; the endpoint unless told. */
  readonly publicEndpoint?: string | undefined;
  readonly region: string;
  /** Those of the environment, of profiles and of the machine unless told: see the AWS SDK. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly retries?: Retries;
  /** Longest time without an answer, or a byte of it, in milliseconds. */
  readonly stallMs?: number;
}

/** A client and what belongs to every call of it. */
export interface S3Connection {
  readonly client: Sdk.S3Client;
  /** Signs links for browsers. */
  readonly publicClient: Sdk.S3Client;
  readonly sdk: typeof Sdk;
  readonly stallMs: number;
  /** With retries, and errors in our words. */
  readonly attempt: <T>(about: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
}

/** As many as are under way at once at most, over all exports. */
const mostSockets = 64;

/** Loads the SDK, which nobody needs who keeps everything in a folder. */
export async function connectS3(options: S3Options): Promise<S3Connection> {
  const sdk = await import('@aws-sdk/client-s3');
  const { stallMs = 30_000, retries = usualRetries } = options;
  const clientFor = (endpoint: string | undefined) =>
    new sdk.S3Client({
      region: options.region,
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      ...(options.credentials && { credentials: options.credentials }),
      // With the default, servers that are not Amazon's store the checksum's trailer as content, or refuse it.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // What breaks off in the middle of a body it does not try again; all of it is done in one place.
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: 10_000,
        requestTimeout: stallMs,
        throwOnRequestTimeout: true,
        httpAgent: { maxSockets: mostSockets },
        httpsAgent: { maxSockets: mostSockets },
      },
    });
  const client = clientFor(options.endpoint);
  return {
    client,
    publicClient: options.publicEndpoint === undefined ? client : clientFor(options.publicEndpoint),
    sdk,
    stallMs,
    attempt: (about, work, signal) =>
      withRetries(
        () =>
          work().catch((error: unknown) => {
            signal?.throwIfAborted();
            throw s3Error(error, about);
          }),
        { retries, signal },
      ),
  };
}

/** The body of an answer as pieces of bytes. */
export function bodyOf({
  Body,
}: Sdk.GetObjectCommandOutput): AsyncIterable<Uint8Array> & { destroy: () => void } {
  if (!Body || !(Symbol.asyncIterator in Body)) throw new TypeError('The answer has no body');
  return Body as unknown as AsyncIterable<Uint8Array> & { destroy: () => void };
}
