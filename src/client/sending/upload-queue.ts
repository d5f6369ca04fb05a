import type { DetailedError, HttpRequest, PreviousUpload, Upload } from 'tus-js-client';
import { refusalOf } from '../../contract/footage/footage-kinds.ts';
import { uploadTrouble } from './upload-words.ts';

/**
 * `arrived`: all of it is on the server, and it is being made a camera. `failed` may be tried again, `refused`
 * may not: the same file would be refused again.
 */
export type UploadState =
  'waiting' | 'sending' | 'paused' | 'retrying' | 'failed' | 'refused' | 'arrived' | 'done';

/** One file on its way into the library. */
export interface UploadItem {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly sent: number;
  readonly state: UploadState;
  /** Why it stands still, for people. */
  readonly trouble: string | undefined;
  /** It goes on where an earlier visit of this page stopped. */
  readonly isResumed: boolean;
  /** Its name in the library, once it is there. */
  readonly filePath: string | undefined;
}

/** What becomes of a file whose name is taken in the library by another one. */
export type IfTaken = 'keep-both' | 'replace';

export interface UploadQueueOptions {
  /** Kept beside it under a name of its own where left out. */
  readonly ifTaken?: IfTaken;
  readonly endpoint: string;
  /** Of every request; none where they are left out. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>;
  /** Of files that are added together; as they come where it is left out. */
  readonly order?: (a: File, b: File) => number;
  /** Called once for each file that has arrived; answers why it could not be used, if it could not. */
  readonly onArrived?: (filePath: string) => Promise<string | undefined>;
}

type ArrivalListener = (filePath: string, fileName: string) => void;

interface Task {
  item: UploadItem;
  readonly file: File;
  /** Made when its turn comes. */
  upload: Upload | undefined;
}

/** This many at once; more would only share the same line. */
const atOnce = 2;
/** Waits between tries of a file, in milliseconds: together about five minutes. */
const retryDelays = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000, 60_000, 60_000];

/**
 * Brings files into the library, each resumable: after a pause, a lost network, and a reload of the page,
 * after which the person chooses the same file again. Files are read in slices and never held in memory.
 */
export class UploadQueue {
  readonly #options: UploadQueueOptions;
  readonly #tasks: Task[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #arrivals = new Set<ArrivalListener>();
  #items: readonly UploadItem[] = [];
  #nextId = 1;

  constructor(options: UploadQueueOptions) {
    this.#options = options;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls back with each file that has arrived from now on. Returns how to stop that. */
  onArrival(listener: ArrivalListener): () => void {
    this.#arrivals.add(listener);
    return () => this.#arrivals.delete(listener);
  }

  /** The same list until something changed. */
  get items(): readonly UploadItem[] {
    return this.#items;
  }

  get isBusy(): boolean {
    return this.#items.some(({ state }) => !isAtRest(state));
  }

  add(files: readonly File[]): void {
    const { order } = this.#options;
    for (const file of order ? [...files].sort(order) : files) {
      const id = `upload-${this.#nextId++}`;
      const refusal = refusalOf(file.name, file.type);
      const item: UploadItem = {
        ...{ id, name: file.name, bytes: file.size, sent: 0 },
        ...{ state: refusal === undefined ? ('waiting' as const) : ('refused' as const), trouble: refusal },
        ...{ isResumed: false, filePath: undefined },
      };
      this.#tasks.push({ item, file, upload: undefined });
    }
    this.#changed();
    this.#startNext();
  }

  pause(id: string): void {
    const task = this.#task(id);
    if (!task || isOver(task.item.state)) return;
    void task.upload?.abort();
    this.#set(id, { state: 'paused', trouble: undefined });
    this.#startNext();
  }

  resume(id: string): void {
    const task = this.#task(id);
    if (!task || isOver(task.item.state)) return;
    this.#set(id, { state: 'sending', trouble: undefined });
    if (task.upload) task.upload.start();
    else void this.#start(task);
  }

  /** Forgets a file; what of it has arrived is thrown away. */
  remove(id: string): void {
    const task = this.#task(id);
    if (!task) return;
    if (!isOver(task.item.state)) void task.upload?.abort(true).catch(() => undefined);
    this.#tasks.splice(this.#tasks.indexOf(task), 1);
    this.#changed();
    this.#startNext();
  }

  /** Tries again everything that the network stopped, such as when it is back. */
  wakeUp(): void {
    for (const { item } of this.#tasks) if (item.state === 'retrying') this.resume(item.id);
  }

  /** Stops sending; what has arrived stays for another visit. */
  close(): void {
    for (const { upload, item } of this.#tasks) if (!isOver(item.state)) void upload?.abort();
    this.#listeners.clear();
  }

  async #makeUpload({ item: { id }, file }: Task): Promise<Upload> {
    // Loaded by who uploads, and by nobody else.
    const { Upload: TusUpload } = await import('tus-js-client');
    return new TusUpload(file, {
      endpoint: this.#options.endpoint,
      metadata: {
        ...{ filename: file.name, filetype: file.type },
        ...(this.#options.ifTaken === 'replace' && { ifTaken: 'replace' }),
      },
      onBeforeRequest: (request) => this.#dress(request),
      retryDelays,
      removeFingerprintOnSuccess: true,
      onProgress: (sent) => this.#set(id, { sent, state: 'sending', trouble: undefined }),
      onShouldRetry: (error) => {
        const mayPass = isPassing(error);
        if (mayPass) this.#set(id, { state: 'retrying', trouble: uploadTrouble(error) });
        return mayPass;
      },
      onAfterResponse: (_request, response) => {
        const filePath = response.getHeader('X-Cutroom-File-Path');
        if (filePath) this.#set(id, { filePath: decodeURIComponent(filePath) });
      },
      onSuccess: () => this.#arrived(id),
      onError: (error) => {
        this.#set(id, { state: stateAfter(error), trouble: uploadTrouble(error) });
        this.#startNext();
      },
    });
  }

  async #dress(request: HttpRequest): Promise<void> {
    const headers = (await this.#options.headers?.()) ?? {};
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
    const sender: unknown = request.getUnderlyingObject();
    if (sender instanceof XMLHttpRequest) sender.withCredentials = true;
  }

  #startNext(): void {
    const sending = this.#tasks.filter(({ item }) => item.state === 'sending' || item.state === 'retrying');
    const waiting = this.#tasks.filter(({ item }) => item.state === 'waiting');
    for (const task of waiting.slice(0, Math.max(0, atOnce - sending.length))) void this.#start(task);
  }

  async #start(task: Task): Promise<void> {
    const { item } = task;
    this.#set(item.id, { state: 'sending' });
    const upload = (task.upload ??= await this.#makeUpload(task));
    const earlier = newest(await upload.findPreviousUploads().catch(() => []));
    if (this.#task(item.id)?.item.state !== 'sending') return;
    if (earlier) {
      upload.resumeFromPreviousUpload(earlier);
      this.#set(item.id, { isResumed: true });
    }
    upload.start();
  }

  #arrived(id: string): void {
    const task = this.#task(id);
    if (!task) return;
    this.#set(id, { state: 'arrived', sent: task.item.bytes, trouble: undefined });
    this.#startNext();
    const { name, filePath = name } = task.item;
    for (const listener of this.#arrivals) listener(filePath, name);
    void (this.#options.onArrived?.(filePath) ?? Promise.resolve(undefined)).then((trouble) => {
      this.#set(id, { state: trouble === undefined ? 'done' : 'refused', trouble });
    });
  }

  #task(id: string): Task | undefined {
    return this.#tasks.find(({ item }) => item.id === id);
  }

  #set(id: string, change: Partial<UploadItem>): void {
    const task = this.#task(id);
    if (!task || (task.item.state === 'paused' && change.state === 'sending' && change.sent !== undefined))
      return;
    task.item = { ...task.item, ...change };
    this.#changed();
  }

  #changed(): void {
    this.#items = this.#tasks.map(({ item }) => item);
    for (const listener of this.#listeners) listener();
  }
}

/** Nothing more is sent of it. */
function isOver(state: UploadState): boolean {
  return state === 'done' || state === 'arrived' || state === 'refused';
}

/** Nothing happens to it by itself. */
function isAtRest(state: UploadState): boolean {
  return state === 'done' || state === 'failed' || state === 'refused';
}

function stateAfter(error: Error | DetailedError): UploadState {
  if (!('originalResponse' in error)) return 'failed';
  if (isPassing(error)) return 'retrying';
  return error.originalResponse?.getStatus() === 507 ? 'failed' : 'refused';
}

/** No answer at all, a busy upload, and trouble inside the server may pass; a refusal does not. */
function isPassing(error: DetailedError): boolean {
  const status = error.originalResponse?.getStatus();
  return status === undefined || status === 0 || status === 409 || status === 423 || status === 429
    ? true
    : status >= 500 && status !== 507;
}

function newest(uploads: readonly PreviousUpload[]): PreviousUpload | undefined {
  return [...uploads].sort((a, b) => (a.creationTime < b.creationTime ? 1 : -1))[0];
}
