import { StorageError, type StorageFault } from '../storage-error.ts';

/** What servers call it. */
const byName: Readonly<Record<string, StorageFault>> = {
  NoSuchKey: 'ESTGONE',
  NoSuchBucket: 'ESTGONE',
  NotFound: 'ESTGONE',
  NoSuchUpload: 'ESTGONE',
  AccessDenied: 'ESTDENIED',
  InvalidAccessKeyId: 'ESTDENIED',
  SignatureDoesNotMatch: 'ESTDENIED',
  CredentialsProviderError: 'ESTDENIED',
  ExpiredToken: 'ESTEXPIRED',
  ExpiredTokenException: 'ESTEXPIRED',
  TokenRefreshRequired: 'ESTEXPIRED',
  RequestTimeTooSkewed: 'ESTSKEW',
  PreconditionFailed: 'ESTCHANGED',
  ConditionalRequestConflict: 'ESTCHANGED',
  SlowDown: 'ESTSLOW',
  ServiceUnavailable: 'ESTSLOW',
  InternalError: 'ESTSLOW',
  RequestTimeout: 'ESTSTALLED',
  TimeoutError: 'ESTSTALLED',
  QuotaExceeded: 'ESTFULL',
  InsufficientStorage: 'ESTFULL',
  XMinioStorageFull: 'ESTFULL',
  EntityTooLarge: 'ESTFULL',
};

/** What a status says where the name says nothing: answers to HEAD have no body. */
export function faultOfStatus(status: number): StorageFault {
  if (status === 404 || status === 410) return 'ESTGONE';
  if (status === 401 || status === 403) return 'ESTDENIED';
  if (status === 412 || status === 409) return 'ESTCHANGED';
  if (status === 507) return 'ESTFULL';
  if (status === 408) return 'ESTSTALLED';
  return status === 429 || status >= 500 ? 'ESTSLOW' : 'ESTREFUSED';
}

/** What the client threw, in our words; `about` is the object. */
export function s3Error(thrown: unknown, about: string): StorageError {
  if (thrown instanceof StorageError) return thrown;
  const { name, status } = tellingPartsOf(thrown);
  // The client calls a connection that was cut a timeout, too.
  if (isCutOff(thrown)) return new StorageError('ESTAWAY', about, { cause: thrown });
  const fault = byName[name] ?? (status === undefined ? 'ESTAWAY' : faultOfStatus(status));
  return new StorageError(fault, about, { cause: thrown });
}

function isCutOff(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && /^(?:ECONNRESET|EPIPE)$/.test(String(thrown.code));
}

/** Whether a server does not know conditional writes. */
export function isNotImplemented(error: StorageError): boolean {
  const { name, status } = tellingPartsOf(error.cause);
  return status === 501 || name === 'NotImplemented';
}

function tellingPartsOf(thrown: unknown): { readonly name: string; readonly status: number | undefined } {
  if (!(thrown instanceof Error)) return { name: '', status: undefined };
  const metadata = '$metadata' in thrown ? (thrown.$metadata as { httpStatusCode?: unknown }) : {};
  const { httpStatusCode: status } = metadata;
  return { name: thrown.name, status: typeof status === 'number' ? status : undefined };
}
