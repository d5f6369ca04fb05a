import { createFolderStore } from './folder/folder-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Options } from './s3/s3-connection.ts';

/** Where objects are kept, as it stands in `STORAGE`. */
export type StoragePlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

/** What `s3://bucket/prefix` or `file:///folder` means; undefined for anything else. */
export function parseStorage(text: string): StoragePlace | undefined {
  const folder = /^file:\/\/(\/.+)$/.exec(text)?.[1];
  if (folder !== undefined) return { kind: 'folder', folder };
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,62})(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket === undefined) return undefined;
  const trimmed = prefix.replace(/^\/+|\/+$/g, '');
  return { kind: 's3', bucket, prefix: trimmed === '' ? '' : `${trimmed}/` };
}

/** Opens a place of objects; asks nothing of it yet. The SDK is loaded only where it is needed. */
export async function openStorage(place: StoragePlace, options: S3Options): Promise<ObjectStore> {
  if (place.kind === 'folder') return createFolderStore(place.folder);
  const { connectS3 } = await import('./s3/s3-connection.ts');
  const { createS3Store } = await import('./s3/s3-store.ts');
  return createS3Store(await connectS3(options), place);
}
