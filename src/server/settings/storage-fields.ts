import { z } from 'zod';
import { parseStorage } from '../../storage/open-storage.ts';

/** `s3://bucket/prefix`, or `file:///folder`. */
export const storagePlace = z
  .string()
  .transform((text) => parseStorage(text.trim()))
  .refine((place) => place !== undefined, {
    message: 'must be a bucket, such as s3://footage/cutroom, or a folder, such as file:///mnt/share/cutroom',
  });

/** An address with its protocol, and nothing after the port. */
export const endpoint = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    message: 'must be the address of an S3 server, such as http://127.0.0.1:9000 or https://s3.example.com',
  })
  .transform((text) => text.replace(/\/+$/, ''));

/** Where sources of configs may lie beside the library. */
export interface SourceHosts {
  /** `https://media.example` */
  readonly origins: readonly string[];
  /** Names of buckets. */
  readonly buckets: readonly string[];
}

/** Hosts (`media.example`, over https unless `http://` is said) and buckets (`s3://footage`), with commas between them. */
export const sourceHosts = z
  .string()
  .transform((text) => text.split(/[,\s]+/).filter((entry) => entry !== ''))
  .refine(
    (entries) => entries.every((entry) => originOf(entry) !== undefined || bucketOf(entry) !== undefined),
    {
      message:
        'must be hosts and buckets with commas between them, such as media.example.com,http://nas.lan:9000,s3://footage',
    },
  )
  .transform((entries): SourceHosts => ({
    origins: entries.flatMap((entry) => originOf(entry) ?? []),
    buckets: entries.flatMap((entry) => bucketOf(entry) ?? []),
  }));

function bucketOf(entry: string): string | undefined {
  return /^s3:\/\/([a-z0-9][a-z0-9._-]{1,62})\/?$/.exec(entry)?.[1];
}

function originOf(entry: string): string | undefined {
  if (entry.includes('://') && !/^https?:\/\//i.test(entry)) return undefined;
  const text = entry.includes('://') ? entry : `https://${entry}`;
  if (!URL.canParse(text)) return undefined;
  const { origin, pathname, search, hash, username } = new URL(text);
  return pathname === '/' && search === '' && hash === '' && username === '' ? origin : undefined;
}
