/** What the server says of an upload whose parts the browser sends to the storage itself. */
export interface SentParts {
  readonly id: string;
  readonly size: number;
  readonly partBytes: number;
  readonly arrived: readonly { readonly number: number; readonly bytes: number }[];
  /** Its name in the library, once it is there. */
  readonly filePath?: string;
}

/** What was answered that is no success; status 0 where nothing was. */
export class SendingError extends Error {
  readonly status: number;
  /** Of the answer; the server's own sentence is in it. */
  readonly body: string;

  constructor(status: number, body: string) {
    super(`answered ${status}`);
    this.name = 'SendingError';
    this.status = status;
    this.body = body;
  }
}

export interface PartServer {
  /** Of uploads: `…/api/upload`. */
  readonly endpoint: string;
  readonly headers?: (() => Promise<Readonly<Record<string, string>>>) | undefined;
}

export interface FileToBegin {
  readonly filename: string;
  readonly size: number;
  readonly filetype: string;
  readonly ifTaken?: 'replace';
}

/** Calls of `/api/upload/parts`. All reject with a `SendingError`. */
export function openPartRequests({ endpoint, headers }: PartServer) {
  const root = `${endpoint}/parts`;
  const call = async (path: string, method: string, body?: unknown): Promise<unknown> => {
    const own = { ...(await headers?.()), ...(body !== undefined && { 'Content-Type': 'application/json' }) };
    const answer = await fetch(`${root}${path}`, {
      ...{ method, headers: own, credentials: 'include' as const },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new SendingError(0, '');
    });
    const text = await answer.text().catch(() => '');
    if (!answer.ok) throw new SendingError(answer.status, text);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    /** Undefined where the server takes all files itself. */
    begin: async (file: FileToBegin): Promise<SentParts | undefined> => {
      const answer = (await call('', 'POST', file)) as SentParts & { isDirect: boolean };
      return answer.isDirect ? answer : undefined;
    },
    standing: async (id: string) => (await call(`/${id}`, 'GET')) as SentParts,
    linksTo: async (id: string, numbers: readonly number[]) =>
      ((await call(`/${id}/links`, 'POST', { numbers })) as { links: readonly string[] }).links,
    complete: async (id: string) =>
      ((await call(`/${id}/complete`, 'POST', {})) as { filePath: string }).filePath,
    remove: async (id: string) => {
      await call(`/${id}`, 'DELETE');
    },
  };
}

export interface PartToPut {
  readonly link: string;
  readonly bytes: Blob;
  readonly onProgress: (sent: number) => void;
  readonly signal: AbortSignal;
}

/** Sends one part to the storage. Rejects with a `SendingError`, or the signal's reason. */
export function putPart({ link, bytes, onProgress, signal }: PartToPut): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // What `fetch` sends tells nobody how far it is.
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const settle = (end: () => void) => {
      signal.removeEventListener('abort', stop);
      end();
    };
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () =>
      settle(() =>
        request.status >= 200 && request.status < 300
          ? resolve()
          : reject(new SendingError(request.status, '')),
      );
    request.onerror = () => settle(() => reject(new SendingError(0, '')));
    request.onabort = () => settle(() => reject(signal.reason as Error));
    signal.addEventListener('abort', stop, { once: true });
    request.open('PUT', link);
    request.send(bytes);
  });
}
