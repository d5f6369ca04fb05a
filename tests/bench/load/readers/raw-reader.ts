import { connect, type Socket } from 'node:net';
import { clientFrame, frameAt, type Frame } from './frames.ts';

/** What all readers of this process have heard. */
export interface Tally {
  events: number;
  /** Of those events, as texts. */
  bytes: number;
  /** Milliseconds from the news to a reader that looks at them. */
  delays: number[];
  /** Answers that are errors: the subscription was refused, or broke. */
  errors: number;
  /** With which sockets were closed by the other side; 1006 where it did not say. */
  closeCodes: number[];
}

export interface ReaderOptions {
  readonly host: string;
  readonly port: number;
  readonly localAddress: string;
  readonly jobId: string;
  /** Of the account that reads; undefined where nobody asks. */
  readonly key: string | undefined;
  /** Whether this one looks into its events, to tell how late they come. */
  readonly isSample: boolean;
}

/** Every socket reads into this one, one after another, and is done with it before the next. */
const heard = Buffer.allocUnsafeSlow(256 * 1024);
const textFrame = 1;
const closeFrame = 8;
const pong = clientFrame('PONG');
/** In `{"id":1,"result":…` and `{"id":1,"error":…`: the byte that tells them apart. */
const tellingByte = 9;

/**
 * A subscriber that costs as little as one in JavaScript can: a bare socket that counts frames and answers pings.
 * Resolves when it has subscribed.
 */
export function openReader(options: ReaderOptions, tally: Tally): Promise<Socket> {
  const { host, port, localAddress } = options;
  return new Promise((resolve, reject) => {
    const take = createFrameReader((bytes, frame) => hear(bytes, frame));
    let hasUpgraded = false;
    let code = 1006;
    const hear = (bytes: Buffer, frame: Frame): void => {
      if (frame.opcode === closeFrame) code = bytes.readUInt16BE(frame.start);
      if (frame.opcode !== textFrame) return;
      if (frame.end - frame.start === 4) socket.write(pong);
      else count(bytes, frame, { tally, isSample: options.isSample });
    };
    const upgraded = (size: number): number => {
      const answer = heard.toString('latin1', 0, size);
      const end = answer.indexOf('\r\n\r\n');
      if (end < 0 || !answer.startsWith('HTTP/1.1 101')) reject(new Error(`no WebSocket: ${answer}`));
      hasUpgraded = true;
      socket.write(clientFrame(subscriptionTo(options.jobId)));
      resolve(socket);
      return end + 4;
    };
    const callback = (size: number): boolean => {
      take(heard, { from: hasUpgraded ? 0 : upgraded(size), to: size });
      return true;
    };
    const socket = connect({ host, port, localAddress, noDelay: true, onread: { buffer: heard, callback } });
    socket.on('error', reject);
    socket.on('close', () => tally.closeCodes.push(code));
    socket.write(upgradeRequest(options));
  });
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Calls back for each whole frame, and keeps what is left over for the next time. */
function createFrameReader(
  onFrame: (bytes: Buffer, frame: Frame) => void,
): (bytes: Buffer, stretch: Stretch) => void {
  let rest: Buffer | undefined;
  return (bytes, stretch) => {
    const all = rest === undefined ? bytes : Buffer.concat([rest, bytes.subarray(stretch.from, stretch.to)]);
    const end = rest === undefined ? stretch.to : all.length;
    let from = rest === undefined ? stretch.from : 0;
    for (let frame = frameAt(all, from, end); frame !== undefined; frame = frameAt(all, from, end)) {
      onFrame(all, frame);
      from = frame.end;
    }
    rest = from === end ? undefined : Buffer.from(all.subarray(from, end));
  };
}

function count(
  bytes: Buffer,
  { start, end }: Frame,
  { tally, isSample }: { readonly tally: Tally; readonly isSample: boolean },
): void {
  // `started` and `stopped` are shorter than any event.
  if (end - start < 100) return;
  if (bytes[start + tellingByte] !== 'r'.charCodeAt(0)) {
    tally.errors += 1;
    return;
  }
  tally.events += 1;
  tally.bytes += end - start;
  if (!isSample) return;
  const at = /"at (\d+\.?\d*)"/.exec(bytes.toString('latin1', start, end))?.[1];
  if (at !== undefined) tally.delays.push(performance.timeOrigin + performance.now() - Number(at));
}

function subscriptionTo(jobId: string): string {
  return JSON.stringify({
    id: 1,
    method: 'subscription',
    params: { path: 'status', input: { json: { jobId } } },
  });
}

function upgradeRequest({ host, port, key }: ReaderOptions): string {
  const lines = [
    'GET /api/trpc HTTP/1.1',
    `Host: ${host}:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16, 'reader').toString('base64')}`,
    ...(key === undefined ? [] : [`Authorization: Bearer ${key}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
