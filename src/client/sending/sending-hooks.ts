import type { SendingError } from './part-requests.ts';

/** A file on its way. */
export interface FileSender {
  readonly start: () => void;
  /** Stops; `isForever`: what has arrived is thrown away. */
  readonly abort: (isForever?: boolean) => Promise<void>;
}

/** What whoever sends a file tells of it. */
export interface SendingHooks {
  readonly onProgress: (sent: number) => void;
  /** It goes on where an earlier visit stopped. */
  readonly onResumed: () => void;
  /** It stands still for a while. */
  readonly onRetry: (error: SendingError) => void;
  readonly onSuccess: (filePath: string | undefined) => void;
  readonly onError: (error: SendingError) => void;
}

/** Waits between tries of a file, in milliseconds: together about five minutes. */
export const retryDelays = [
  500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000, 60_000, 60_000,
] as const;

/** No answer at all, a busy upload, and trouble inside the server may pass; a refusal does not. */
export function mayPass({ status }: Pick<SendingError, 'status'>): boolean {
  return [0, 409, 423, 429].includes(status) || (status >= 500 && status !== 507);
}

/** The status of what failed before anything was sent. */
export const failedHere = -1;
