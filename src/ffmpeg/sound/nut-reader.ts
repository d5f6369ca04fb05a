import { FRAME, parseMainHeader, parseStreamHeader, type FrameKind, type NutStream } from './nut-headers.ts';
import { ByteCursor, OutOfBytes } from './byte-cursor.ts';

/** Decoded samples of one stream, with the instant FFmpeg gives them. */
export interface NutPacket {
  readonly stream: number;
  /** Ticks of the stream's time base: for sound, samples at its rate. */
  readonly pts: number;
  /** Valid until the reader is fed again. */
  readonly bytes: Uint8Array;
}

const magic = 'nut/multimedia container\0';

/** Second byte of the start codes, which all begin with `N`. */
const startCode = { main: 0x4d, stream: 0x53, syncpoint: 0x4b };

/**
 * Reads FFmpeg's NUT as it comes out of a pipe: the one container that tells the instant of each piece of raw
 * sound exactly, whatever its rate. Feed it bytes in pieces of any size. Throws an error on bytes that are no NUT.
 */
export class NutReader {
  #rest = new Uint8Array(0);
  #isBegun = false;
  #kinds: readonly FrameKind[] = [];
  #timebases: readonly { num: number; den: number }[] = [];
  #headers: readonly Uint8Array[] = [];
  readonly #streams = new Map<number, NutStream & { lastPts: number }>();

  /** The packets that are whole now. */
  *read(bytes: Uint8Array): Generator<NutPacket> {
    const all = this.#rest.length > 0 ? join(this.#rest, bytes) : bytes;
    const cursor = new ByteCursor(all);
    for (let from = 0; ; from = cursor.at) {
      try {
        const packet = this.#next(cursor);
        if (packet) yield packet;
      } catch (error) {
        if (!(error instanceof OutOfBytes)) throw error;
        this.#rest = all.slice(from);
        return;
      }
    }
  }

  #next(cursor: ByteCursor): NutPacket | undefined {
    if (!this.#isBegun) {
      if (String.fromCharCode(...cursor.take(magic.length)) !== magic) throw new Error('This is no NUT');
      this.#isBegun = true;
      return undefined;
    }
    const code = cursor.byte();
    if (code !== 0x4e) return this.#frame(cursor, code);
    const kind = cursor.byte();
    cursor.take(6);
    const size = cursor.number();
    if (size > 4096) cursor.take(4);
    this.#header(kind, new ByteCursor(cursor.take(size)));
    return undefined;
  }

  #header(kind: number, body: ByteCursor): void {
    if (kind === startCode.main) {
      const main = parseMainHeader(body);
      [this.#kinds, this.#timebases, this.#headers] = [main.kinds, main.timebases, main.headers];
    } else if (kind === startCode.stream) {
      const stream = parseStreamHeader(body);
      this.#streams.set(stream.id, { ...stream, lastPts: 0 });
    } else if (kind === startCode.syncpoint) this.#synchronise(body.number());
  }

  /** A syncpoint says the time for all streams: what follows counts from there. */
  #synchronise(coded: number): void {
    const base = this.#timebases[coded % this.#timebases.length];
    const ticks = Math.floor(coded / this.#timebases.length);
    for (const stream of this.#streams.values()) {
      const own = this.#timebases[stream.timebase];
      if (base && own)
        stream.lastPts = Number(
          (BigInt(ticks) * BigInt(base.num) * BigInt(own.den)) / (BigInt(base.den) * BigInt(own.num)),
        );
    }
  }

  #frame(cursor: ByteCursor, code: number): NutPacket | undefined {
    const kind = this.#kinds[code];
    if (!kind || kind.flags & FRAME.invalid) throw new Error('This NUT has a frame of an unknown kind');
    let { flags, header } = kind;
    if (flags & FRAME.coded) flags ^= cursor.number();
    const id = flags & FRAME.streamId ? cursor.number() : kind.stream;
    const stream = this.#streams.get(id);
    if (!stream) throw new Error('This NUT has a frame of an unknown stream');
    const pts = flags & FRAME.codedPts ? fullPts(cursor.number(), stream) : stream.lastPts + kind.ptsDelta;
    let size = kind.size;
    if (flags & FRAME.sizeMsb) size += kind.multiplier * cursor.number();
    if (flags & FRAME.matchTime) cursor.number();
    if (flags & FRAME.headerIndex) header = cursor.number();
    const reserved = flags & FRAME.reserved ? cursor.number() : kind.reserved;
    for (let i = 0; i < reserved; i++) cursor.number();
    if (flags & FRAME.checksum) cursor.take(4);
    if (flags & FRAME.sideData) throw new Error('This NUT has side data');
    const elided = size > 4096 ? undefined : this.#headers[header];
    const own = cursor.take(size - (elided?.length ?? 0));
    stream.lastPts = pts;
    if (flags & FRAME.endOfRelevance) return undefined;
    return { stream: id, pts, bytes: elided && elided.length > 0 ? join(elided, own) : own };
  }
}

function fullPts(coded: number, { ptsShift, lastPts }: { ptsShift: number; lastPts: number }): number {
  const span = 2 ** ptsShift;
  if (coded >= span) return coded - span;
  const least = lastPts - Math.floor((span - 1) / 2);
  return least + ((((coded - least) % span) + span) % span);
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
