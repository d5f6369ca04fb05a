import type { DetailedError, HttpRequest, PreviousUpload, Upload } from 'tus-js-client';
import { SendingError, type PartServer } from './part-requests.ts';
import { failedHere, mayPass, retryDelays, type FileSender, type SendingHooks } from './sending-hooks.ts';

export interface TusSenderOptions extends PartServer, SendingHooks {
  readonly file: File;
  readonly replaces: boolean;
}

/** Sends a file to the server, which takes it in whole (tus). */
export async function createTusSender(options: TusSenderOptions): Promise<FileSender> {
  // Loaded by who uploads so, and by nobody else.
  const { Upload: TusUpload } = await import('tus-js-client');
  const { file, replaces, endpoint } = options;
  let filePath: string | undefined;
  const upload = new TusUpload(file, {
    endpoint,
    metadata: {
      ...{ filename: file.name, filetype: file.type },
      ...(replaces && { ifTaken: 'replace' }),
    },
    onBeforeRequest: (request) => dress(request, options),
    retryDelays: [...retryDelays],
    removeFingerprintOnSuccess: true,
    onProgress: options.onProgress,
    onShouldRetry: (error) => {
      const told = sendingError(error);
      if (mayPass(told)) options.onRetry(told);
      return mayPass(told);
    },
    onAfterResponse: (_request, response) => {
      const name = response.getHeader('X-Cutroom-File-Path');
      if (name) filePath = decodeURIComponent(name);
    },
    onSuccess: () => options.onSuccess(filePath),
    onError: (error) => options.onError(sendingError(error)),
  });
  return startingWhereItStopped(upload, options.onResumed);
}

function startingWhereItStopped(upload: Upload, onResumed: () => void): FileSender {
  let isLooking = false;
  let isWanted = false;
  let hasStarted = false;
  const begin = async (): Promise<void> => {
    isLooking = true;
    const earlier = newest(await upload.findPreviousUploads().catch(() => []));
    isLooking = false;
    if (!isWanted) return;
    hasStarted = true;
    if (earlier) {
      upload.resumeFromPreviousUpload(earlier);
      onResumed();
    }
    upload.start();
  };
  return {
    start: () => {
      isWanted = true;
      if (hasStarted) upload.start();
      else if (!isLooking) void begin();
    },
    abort: async (isForever = false) => {
      isWanted = false;
      await upload.abort(isForever);
    },
  };
}

async function dress(request: HttpRequest, { headers }: Pick<PartServer, 'headers'>): Promise<void> {
  for (const [name, value] of Object.entries((await headers?.()) ?? {})) request.setHeader(name, value);
  const sender: unknown = request.getUnderlyingObject();
  if (sender instanceof XMLHttpRequest) sender.withCredentials = true;
}

function sendingError(error: Error | DetailedError): SendingError {
  if (!('originalResponse' in error)) return new SendingError(failedHere, error.message);
  const { originalResponse: response } = error;
  return new SendingError(response?.getStatus() ?? 0, response?.getBody() ?? '');
}

function newest(uploads: readonly PreviousUpload[]): PreviousUpload | undefined {
  return [...uploads].sort((a, b) => (a.creationTime < b.creationTime ? 1 : -1))[0];
}
