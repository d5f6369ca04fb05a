import { describe, expect, it } from 'vitest';
import { hasWholePes } from '../../../src/media/reading/whole-pes.ts';

interface Packet {
  readonly pid?: number;
  readonly counter: number;
  readonly isStart?: boolean;
  /** Bytes of filling in front of the payload. */
  readonly filling?: number;
  /** Of a start: the length that its header declares. */
  readonly declared?: number;
  readonly isBroken?: boolean;
}

function packetOf({ pid = 256, counter, isStart, filling = 0, declared = 0, isBroken }: Packet): number[] {
  const flags = (isStart === true ? 0x40 : 0) | (isBroken === true ? 0x80 : 0);
  const field =
    filling === 0
      ? []
      : [filling - 1, ...(filling === 1 ? [] : [0, ...new Array<number>(filling - 2).fill(255)])];
  const head = [0x47, flags | (pid >> 8), pid & 255, (filling === 0 ? 0x10 : 0x30) | counter, ...field];
  const start = isStart === true ? [0, 0, 1, 0xe0, declared >> 8, declared & 255] : [];
  return [...head, ...start, ...new Array<number>(188 - head.length - start.length).fill(7)];
}

const bytesOf = (packets: readonly Packet[], lead: readonly number[] = []): Uint8Array =>
  Uint8Array.from(packets.flatMap((packet) => [...lead, ...packetOf(packet)]));

const picture: readonly Packet[] = [
  { counter: 14, isStart: true },
  { counter: 15 },
  { counter: 3, pid: 257 },
  { counter: 0, filling: 40 },
];
/** Of a file that was appended: its counters begin again. */
const next: Packet = { counter: 7, isStart: true };

describe('a picture of a transport stream', () => {
  it('is whole where the counter jumps only behind it', () => {
    expect(hasWholePes(bytesOf([...picture, next]))).toBe(true);
  });

  it.each([0, 1, 3])('is not whole without its packet %i', (lost) => {
    expect(hasWholePes(bytesOf([...picture.filter((_, i) => i !== lost), next]))).toBe(false);
  });

  it('is not whole with a packet that arrived with errors', () => {
    const broken = picture.map((packet, i) => ({ ...packet, isBroken: i === 1 }));
    expect(hasWholePes(bytesOf([...broken, next]))).toBe(false);
  });

  it('is whole with as many bytes as it declares, and not with fewer', () => {
    const declaring = (declared: number): Uint8Array =>
      bytesOf([{ counter: 1, isStart: true, declared }, { counter: 2 }, next]);
    expect(hasWholePes(declaring(2 * 184 - 6))).toBe(true);
    expect(hasWholePes(declaring(2 * 184))).toBe(false);
  });

  it('that fills its packets is whole in front of the table of programmes that a file begins with', () => {
    const full: readonly Packet[] = [{ counter: 1, isStart: true }, { counter: 2 }];
    expect(hasWholePes(bytesOf([...full, next]))).toBe(false);
    expect(hasWholePes(bytesOf([...full, { pid: 0, counter: 0, isStart: true }, next]))).toBe(true);
  });

  it('is found in files of cameras, with four bytes in front of each packet', () => {
    expect(hasWholePes(bytesOf([...picture, next], [1, 2, 3, 4]))).toBe(true);
  });

  it('is not vouched for where the file ends, or is none', () => {
    expect(hasWholePes(bytesOf(picture))).toBe(false);
    expect(hasWholePes(new Uint8Array(1000))).toBe(false);
    expect(hasWholePes(new Uint8Array())).toBe(false);
  });
});
