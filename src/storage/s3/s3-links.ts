import type { Link } from '../object-store.ts';
import type { S3Connection } from './s3-connection.ts';

/** A link to an object under which a browser saves it as a file, in ranges if it likes. */
export async function linkTo(
  { publicClient, sdk }: S3Connection,
  key: { readonly Bucket: string; readonly Key: string },
  { disposition, type, seconds }: Link,
): Promise<string> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const command = new sdk.GetObjectCommand({
    ...key,
    ResponseContentDisposition: disposition,
    ResponseContentType: type,
  });
  return getSignedUrl(publicClient, command, { expiresIn: seconds });
}
