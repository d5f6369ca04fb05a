import { forgetUpload, rememberedUpload, rememberUpload } from './part-memory.ts';
import { openPartRequests, putPart, SendingError, type PartServer, type SentParts } from './part-requests.ts';
import { failedHere, mayPass, retryDelays, type FileSender, type SendingHooks } from './sending-hooks.ts';

export interface PartSenderOptions extends PartServer, SendingHooks {
  readonly file: File;
  readonly replaces: boolean;
  /** The storage takes nothing of this page: all has to go through the server. Nothing of it is left. */
  readonly onUnavailable: () => void;
}

/** Parts under way at once. */
const atOnce = 3;

/** Sends a file to the storage part by part; only words about it pass the server. */
export function createPartSender(options: PartSenderOptions): FileSender {
  const sender = new PartSender(options);
  return { start: () => sender.start(), abort: (isForever = false) => sender.abort(isForever) };
}

class PartSender {
  readonly #options: PartSenderOptions;
  readonly #requests: Requests;
  #id: string | undefined;
  #running: AbortController | undefined;
  /** Ends a wait between two tries. */
  #wakeUp = (): void => undefined;

  constructor(options: PartSenderOptions) {
    this.#options = options;
    this.#requests = openPartRequests(options);
    this.#id = rememberedUpload(options.endpoint, options.file);
  }

  start(): void {
    if (this.#running) return this.#wakeUp();
    const own = new AbortController();
    this.#running = own;
    void this.#run(own.signal).finally(() => {
      if (this.#running === own) this.#running = undefined;
    });
  }

  async abort(isForever: boolean): Promise<void> {
    this.#running?.abort(new Error('stopped'));
    this.#running = undefined;
    this.#wakeUp();
    if (isForever) await this.#discard();
  }

  async #run(signal: AbortSignal): Promise<void> {
    let progress = { tries: 0, sent: 0 };
    const onProgress = (sent: number) => {
      // A line that breaks off now and then is tried again as long as it gets on.
      if (sent > progress.sent) progress = { tries: 0, sent };
      this.#options.onProgress(sent);
    };
    for (;;) {
      try {
        return await this.#sendOnce({ ...this.#options, onProgress }, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof NoWayError) return this.#giveUp();
        const told = error instanceof SendingError ? error : new SendingError(failedHere, String(error));
        const delay = retryDelays[progress.tries];
        progress.tries += 1;
        if (delay === undefined || !isPassing(told)) return this.#fail(told);
        this.#options.onRetry(told);
        await this.#pause(delay);
        if (signal.aborted) return;
      }
    }
  }

  async #sendOnce(options: PartSenderOptions, signal: AbortSignal): Promise<void> {
    const standing = await findOrBegin(options, this.#requests, this.#id);
    if (signal.aborted) return;
    if (!standing) return options.onUnavailable();
    if (standing.id === this.#id) options.onResumed();
    this.#id = standing.id;
    const filePath = await sendAll(options, this.#requests, { standing, signal });
    forgetUpload(options.endpoint, options.file);
    options.onSuccess(filePath);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeUp = resolve;
      setTimeout(resolve, ms);
    });
  }

  #fail(error: SendingError): void {
    // What was refused is begun anew, if at all.
    if (!isPassing(error)) forgetUpload(this.#options.endpoint, this.#options.file);
    this.#options.onError(error);
  }

  async #giveUp(): Promise<void> {
    await this.#discard();
    this.#options.onUnavailable();
  }

  async #discard(): Promise<void> {
    const id = this.#id;
    this.#id = undefined;
    forgetUpload(this.#options.endpoint, this.#options.file);
    if (id !== undefined) await this.#requests.remove(id).catch(() => undefined);
  }
}

type Requests = ReturnType<typeof openPartRequests>;

/** Thrown where not a single part of any upload gets to the storage, and the server answers. */
class NoWayError extends Error {}

/** What an earlier visit began, or a new upload; undefined where the server takes all files itself. */
async function findOrBegin(
  { endpoint, file, replaces }: PartSenderOptions,
  requests: Requests,
  id: string | undefined,
): Promise<SentParts | undefined> {
  if (id !== undefined) {
    try {
      return await requests.standing(id);
    } catch (error) {
      if (!(error instanceof SendingError) || error.status !== 404) throw error;
      forgetUpload(endpoint, file);
    }
  }
  const { name: filename, size, type: filetype } = file;
  const wanted = { filename, size, filetype, ...(replaces && { ifTaken: 'replace' as const }) };
  const begun = await requests.begin(wanted).catch((error: unknown) => {
    // A server that is older than this page takes it for an upload through itself.
    if (error instanceof SendingError && [404, 405, 412].includes(error.status)) return undefined;
    throw error;
  });
  if (begun) rememberUpload(endpoint, file, begun.id);
  return begun;
}

interface Sending {
  readonly standing: SentParts;
  readonly signal: AbortSignal;
}

async function sendAll(
  options: PartSenderOptions,
  requests: Requests,
  { standing, signal }: Sending,
): Promise<string> {
  if (standing.filePath !== undefined) return standing.filePath;
  const { id, size, partBytes, arrived } = standing;
  const sentOf = new Map(arrived.map(({ number, bytes }) => [number, bytes]));
  const tell = () => options.onProgress([...sentOf.values()].reduce((sum, bytes) => sum + bytes, 0));
  const lengthOf = (number: number) => Math.min(partBytes, size - (number - 1) * partBytes);
  const numbers = Array.from({ length: Math.ceil(size / partBytes) }, (_, at) => at + 1);
  const missing = numbers.filter((number) => sentOf.get(number) !== lengthOf(number));
  tell();
  let hasArrived = arrived.length > 0;
  const sendOne = async (number: number): Promise<void> => {
    const [link = ''] = await requests.linksTo(id, [number]);
    const from = (number - 1) * partBytes;
    const bytes = options.file.slice(from, from + lengthOf(number));
    const onProgress = (sent: number) => {
      sentOf.set(number, Math.min(sent, bytes.size));
      tell();
    };
    await putPart({ link, bytes, onProgress, signal });
    hasArrived = true;
    onProgress(bytes.size);
  };
  const [failure] = await inLanes(missing, sendOne);
  signal.throwIfAborted();
  if (failure === undefined) return requests.complete(id);
  if (!hasArrived && failure instanceof SendingError && isRefusedHere(failure))
    await requireWay(requests, id);
  throw failure;
}

/** Does it for all of them, some at once, until one fails; those that are under way come to their end. Answers the failures. */
async function inLanes(
  numbers: readonly number[],
  work: (number: number) => Promise<void>,
): Promise<readonly Error[]> {
  const waiting = [...numbers];
  const failures: Error[] = [];
  const lane = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      await work(number).catch((error: unknown) =>
        failures.push(error instanceof Error ? error : new Error(String(error))),
      );
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return failures;
}

/** What a browser says of a storage that does not allow this page (CORS), and of one that cannot be reached at all. */
function isRefusedHere({ status }: SendingError): boolean {
  return status === 0 || status === 403;
}

/** Where the server answers and knows of no part, the way to the storage is closed; else the network is. */
async function requireWay(requests: Requests, id: string): Promise<void> {
  const { arrived } = await requests.standing(id);
  if (arrived.length === 0) throw new NoWayError();
}

/** A link that has expired counts, too: a fresh one is asked for. */
function isPassing(error: SendingError): boolean {
  return error.status === 403 || mayPass(error);
}
