import { openReadable } from '../../disk/open-readable.ts';
import { readRange } from '../../disk/read-range.ts';

/** Larger than any picture's bytes; what does not end within it is not vouched for. */
const mostBytes = 16 * 2 ** 20;

/** How transport stream packets lie in files: their distance, and where in each the packet begins. */
const layouts = [
  { size: 188, lead: 0 },
  { size: 192, lead: 4 },
  { size: 192, lead: 0 },
  { size: 204, lead: 0 },
] as const;

const syncByte = 0x47;

/**
 * Whether a picture of a transport stream arrived whole, though the demuxer called it corrupt. It says so wherever
 * the packets' counter jumps, which it also does where two files were joined: then nothing of the picture is missing,
 * and the jump lies between it and the next. `position` is where its first packet lies in the file.
 * Rejects with the system's error where the file cannot be read.
 */
export async function isWholePes(path: string, position: number, signal?: AbortSignal): Promise<boolean> {
  await using file = await openReadable(path, { signal });
  const length = Math.min(mostBytes, Math.max(0, file.size - position));
  return hasWholePes(await readRange(file, { offset: position, size: length, signal }));
}

/** The same for bytes that begin with the picture's first packet. */
export function hasWholePes(bytes: Uint8Array): boolean {
  const layout = layouts.find(({ size, lead }) =>
    [0, 1, 2].every((n) => bytes[lead + n * size] === syncByte || lead + n * size >= bytes.length),
  );
  if (!layout) return false;
  let counter: number | undefined;
  let pid: number | undefined;
  let payload = 0;
  let wanted = 0;
  let isFilled = false;
  for (let at = layout.lead; at + 188 <= bytes.length; at += layout.size) {
    const packet = readPacket(bytes.subarray(at, at + 188));
    if (!packet || packet.isBroken) return false;
    // Every file begins with its table of programmes. One picture in 184 needs no filling.
    if (packet.pid === 0) isFilled = pid !== undefined;
    if (pid !== undefined && packet.pid !== pid) continue;
    if (packet.isStart) {
      if (pid !== undefined) return wanted > 0 ? payload >= wanted : isFilled;
      pid = packet.pid;
      wanted = packet.declaredBytes;
    } else if (pid === undefined) {
      return false;
    }
    if (packet.payloadBytes === 0 || packet.counter === counter) continue;
    if (counter !== undefined && packet.counter !== (counter + 1) % 16) return false;
    ({ counter, isFilled } = packet);
    payload += packet.payloadBytes;
  }
  return false;
}

interface TsPacket {
  readonly pid: number;
  readonly counter: number;
  readonly isBroken: boolean;
  /** Something begins in it: a picture, here. */
  readonly isStart: boolean;
  readonly payloadBytes: number;
  /** Filled up behind its last byte of payload, as only the last packet of a picture is. */
  readonly isFilled: boolean;
  /** Of a start: how many bytes follow in all, or 0 where that is left open. */
  readonly declaredBytes: number;
}

function readPacket(packet: Uint8Array): TsPacket | undefined {
  const [sync = 0, high = 0, low = 0, control = 0, fieldBytes = 0, flags = 0] = packet;
  if (sync !== syncByte) return undefined;
  const field = (control & 0x20) === 0 ? 0 : fieldBytes + 1;
  const payloadBytes = (control & 0x10) === 0 ? 0 : Math.max(0, 184 - field);
  const clockBytes = (flags & 0x10) === 0 ? 0 : 6;
  const start = 188 - payloadBytes;
  const declared = (packet[start + 4] ?? 0) * 256 + (packet[start + 5] ?? 0);
  return {
    pid: (high & 31) * 256 + low,
    counter: control & 15,
    isBroken: (high & 0x80) !== 0,
    isStart: (high & 0x40) !== 0,
    payloadBytes,
    isFilled: field > 0 && field !== 2 + clockBytes,
    declaredBytes: declared === 0 ? 0 : declared + 6,
  };
}
