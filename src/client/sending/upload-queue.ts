import { refusalOf } from '../../contract/footage/footage-kinds.ts';
import type { SendingError } from './part-requests.ts';
import { mayPass, type FileSender, type SendingHooks } from './sending-hooks.ts';
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
  readonly onArrived?: (filePath: string, file: File) => Promise<string | undefined>;
}

type ArrivalListener = (filePath: string, fileName: string) => void;

interface Task {
  item: UploadItem;
  readonly file: File;
  /** Made when its turn comes. */
  upload: FileSender | undefined;
}

/** This many at once; more would only share the same line. */
const atOnce = 2;
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
  /** Found out with the first file. */
  #isThroughServer = false;

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

  /** Straight to the storage where the server and the storage let this page; else through the server. */
  async #makeSender(task: Task): Promise<FileSender> {
    const { file } = task;
    const { endpoint, headers, ifTaken } = this.#options;
    const about = { endpoint, headers, file, replaces: ifTaken === 'replace', ...this.#hooksOf(task) };
    // Loaded by who uploads, and by nobody else.
    if (this.#isThroughServer) return (await import('./tus-sender.ts')).createTusSender(about);
    const { createPartSender } = await import('./part-sender.ts');
    return createPartSender({ ...about, onUnavailable: () => void this.#goThroughServer(task) });
  }

  #hooksOf({ item: { id } }: Task): SendingHooks {
    return {
      onProgress: (sent) => this.#set(id, { sent, state: 'sending', trouble: undefined }),
      onResumed: () => this.#set(id, { isResumed: true }),
      onRetry: (error) => this.#set(id, { state: 'retrying', trouble: uploadTrouble(error) }),
      onSuccess: (filePath) => {
        this.#set(id, { filePath });
        this.#arrived(id);
      },
      onError: (error) => {
        this.#set(id, { state: stateAfter(error), trouble: uploadTrouble(error) });
        this.#startNext();
      },
    };
  }

  async #goThroughServer(task: Task): Promise<void> {
    this.#isThroughServer = true;
    task.upload = undefined;
    const { state } = task.item;
    if (state === 'sending' || state === 'retrying') await this.#start(task);
  }

  #startNext(): void {
    const sending = this.#tasks.filter(({ item }) => item.state === 'sending' || item.state === 'retrying');
    const waiting = this.#tasks.filter(({ item }) => item.state === 'waiting');
    for (const task of waiting.slice(0, Math.max(0, atOnce - sending.length))) void this.#start(task);
  }

  async #start(task: Task): Promise<void> {
    const { item } = task;
    this.#set(item.id, { state: 'sending' });
    const upload = (task.upload ??= await this.#makeSender(task));
    if (this.#task(item.id)?.item.state === 'sending') upload.start();
  }

  #arrived(id: string): void {
    const task = this.#task(id);
    if (!task) return;
    this.#set(id, { state: 'arrived', sent: task.item.bytes, trouble: undefined });
    this.#startNext();
    const { name, filePath = name } = task.item;
    for (const listener of this.#arrivals) listener(filePath, name);
    void (this.#options.onArrived?.(filePath, task.file) ?? Promise.resolve(undefined)).then((trouble) => {
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

function stateAfter(error: SendingError): UploadState {
  if (mayPass(error)) return 'retrying';
  return error.status === 507 || error.status < 0 ? 'failed' : 'refused';
}
