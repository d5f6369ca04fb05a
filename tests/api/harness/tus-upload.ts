import type { Readable } from 'node:stream';
import { Upload, type DetailedError, type HttpResponse, type UploadOptions } from 'tus-js-client';
import type { BigFootage } from './big-footage.ts';

export interface UploadCourse {
  readonly upload: Upload;
  /** Resolves with the last answer; rejects with what the client gave up for. */
  readonly done: Promise<HttpResponse>;
}

/** Uploads with the ordinary client of tus, as an editor's page does. */
export function tusUpload(
  serverUrl: string,
  file: Buffer | BigFootage,
  options: Omit<Partial<UploadOptions>, 'onSuccess' | 'onError'> = {},
): UploadCourse {
  let upload: Upload | undefined;
  const done = new Promise<HttpResponse>((resolve, reject) => {
    upload = new Upload(Buffer.isBuffer(file) ? file : Buffer.alloc(0), {
      endpoint: `${serverUrl}/api/upload`,
      retryDelays: null,
      ...(!Buffer.isBuffer(file) && { uploadSize: file.size, fileReader: readerOf(file) }),
      ...options,
      onSuccess: ({ lastResponse }) => resolve(lastResponse),
      onError: reject,
    });
    upload.start();
  });
  if (upload === undefined) throw new Error('unreachable');
  return { upload, done };
}

/** The library's name for a finished upload. */
export function filePathOf(response: HttpResponse): string {
  return decodeURIComponent(response.getHeader('X-Cutroom-File-Path') ?? '');
}

/** Status and JSON body of a refusal. */
export async function refusalOf(done: Promise<HttpResponse>): Promise<readonly [number, unknown]> {
  const error: unknown = await done.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  const response = (error as Partial<DetailedError>).originalResponse;
  if (!response) throw error;
  return [response.getStatus(), JSON.parse(response.getBody())];
}

function readerOf(footage: BigFootage): NonNullable<UploadOptions['fileReader']> {
  return {
    openFile: async () => ({
      size: footage.size,
      slice: async (start: number, end: number) => {
        const stop = Math.min(end, footage.size);
        const value: Readable = Object.assign(footage.stream(start, stop), { size: stop - start });
        return { value, done: stop >= footage.size };
      },
      close: () => undefined,
    }),
  };
}
