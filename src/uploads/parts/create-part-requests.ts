import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProblemError } from '../../contract/problems.ts';
import { uploadRefusal } from '../upload-answers.ts';
import type { UploadRecords } from '../upload-records.ts';
import { answerPartRequest, type PartAnswer } from './answer-part-requests.ts';
import { openDirectUploads, type DirectUploads, type DirectUploadsOptions } from './open-direct-uploads.ts';

export interface PartRequestsOptions extends Omit<DirectUploadsOptions, 'place' | 'requireAllowed'> {
  /** Undefined where browsers cannot send anything to the storage themselves. */
  readonly place: DirectUploadsOptions['place'] | undefined;
  /** See `UploadsOptions`; `outstanding` is that of the uploads through this server. */
  readonly requireAllowed:
    | ((upload: {
        readonly name: string;
        readonly size: number;
        readonly outstanding: number;
      }) => Promise<void>)
    | undefined;
  readonly outstanding: () => Promise<number>;
  readonly onUnexpected: (error: unknown) => void;
}

export interface PartRequests {
  /** Answers what is at and under `/api/upload/parts`; false for everything else. */
  readonly handle: (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;
  /** Goes on with what all parts of have arrived; never rejects. */
  readonly finishLeftOver: (id: string) => Promise<void>;
  /** Ends an upload that nobody goes on with. Never rejects. */
  readonly expire: (id: string) => Promise<void>;
  readonly idle: () => Promise<void>;
}

const root = '/api/upload/parts';
const mostBodyBytes = 64 * 2 ** 10;

export function createPartRequests(options: PartRequestsOptions): PartRequests {
  const { place, records, requireAllowed } = options;
  const uploads =
    place &&
    openDirectUploads({
      ...{ ...options, place },
      requireAllowed: async (upload) => {
        const outstanding = (await options.outstanding()) + (await outstandingParts(records));
        await requireAllowed?.({ ...upload, outstanding });
      },
    });
  return {
    handle: async (req, res) => {
      const path = (req.url ?? '').split('?', 1)[0] ?? '';
      if (path !== root && !path.startsWith(`${root}/`)) return false;
      await answer({ req, res, path: path.slice(root.length) }, uploads, options.onUnexpected);
      return true;
    },
    finishLeftOver: async (id) => {
      const record = await records.get(id);
      if (record?.parts && record.filePath === undefined) await uploads?.complete(id).catch(() => undefined);
    },
    expire: async (id) => {
      const record = await records.get(id);
      if (record?.parts && record.filePath === undefined) await uploads?.remove(id).catch(() => undefined);
    },
    idle: async () => uploads?.idle(),
  };
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly path: string;
}

async function answer(
  { req, res, path }: Exchange,
  uploads: DirectUploads | undefined,
  onUnexpected: (error: unknown) => void,
): Promise<void> {
  try {
    const readBody = () => readJsonBody(req);
    send(res, await answerPartRequest({ method: req.method ?? '', path, readBody }, uploads));
  } catch (thrown) {
    const { status_code: status, body } = uploadRefusal(thrown, onUnexpected);
    send(res, { status, text: body });
  }
}

function send(res: ServerResponse, { status, body, text }: PartAnswer & { readonly text?: string }): void {
  const sent = text ?? (body === undefined ? '' : JSON.stringify(body));
  res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  res.end(sent);
}

async function readJsonBody(req: IncomingMessage): Promise<string> {
  // Forms of other pages cannot send this.
  if (!/^application\/json\b/.test(req.headers['content-type'] ?? ''))
    throw new ProblemError({
      code: 'INVALID_REQUEST',
      message: 'Send JSON, with Content-Type: application/json.',
    });
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of req as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > mostBodyBytes)
      throw new ProblemError({ code: 'TOO_LARGE', message: 'The request is too large.' });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** What has been declared and is not in the library yet. */
async function outstandingParts(records: UploadRecords): Promise<number> {
  let bytes = 0;
  for (const id of await records.list()) {
    const record = await records.get(id);
    if (record?.parts && record.filePath === undefined) bytes += record.size;
  }
  return bytes;
}
