import type { ByteCursor } from './byte-cursor.ts';

/** Bits that say what of a frame's header is written out. */
export const FRAME = {
  endOfRelevance: 1 << 1,
  codedPts: 1 << 3,
  streamId: 1 << 4,
  sizeMsb: 1 << 5,
  checksum: 1 << 6,
  reserved: 1 << 7,
  sideData: 1 << 8,
  headerIndex: 1 << 10,
  matchTime: 1 << 11,
  coded: 1 << 12,
  invalid: 1 << 13,
} as const;

/** What the first byte of a frame stands for. */
export interface FrameKind {
  readonly flags: number;
  readonly stream: number;
  readonly ptsDelta: number;
  readonly multiplier: number;
  readonly size: number;
  readonly reserved: number;
  readonly header: number;
}

export interface NutStream {
  readonly id: number;
  readonly timebase: number;
  readonly ptsShift: number;
}

/** NUT's main header: its time bases, the 256 kinds of frames, and beginnings that frames may leave out. */
export function parseMainHeader(body: ByteCursor) {
  const version = body.number();
  if (version > 3) body.number();
  body.number();
  body.number();
  const timebases = Array.from({ length: body.number() }, () => ({ num: body.number(), den: body.number() }));
  const kinds = parseKinds(body);
  const headers = Array.from({ length: body.number() }, () => body.take(body.number()).slice());
  return { timebases, kinds, headers: [new Uint8Array(0), ...headers] };
}

/** Each entry says how it differs from the one before it. */
function parseKinds(body: ByteCursor): FrameKind[] {
  const kinds: FrameKind[] = [];
  let [ptsDelta, multiplier, stream, header] = [0, 1, 0, 0];
  while (kinds.length < 256) {
    const flags = body.number();
    const fields = body.number();
    if (fields > 0) ptsDelta = body.signed();
    if (fields > 1) multiplier = body.number();
    if (fields > 2) stream = body.number();
    const size = fields > 3 ? body.number() : 0;
    const reserved = fields > 4 ? body.number() : 0;
    const count = fields > 5 ? body.number() : multiplier - size;
    if (fields > 6) body.signed();
    if (fields > 7) header = body.number();
    for (let i = 8; i < fields; i++) body.number();
    for (let i = 0; i < count && kinds.length < 256; i++) {
      // `N` begins a start code and is never a frame.
      if (kinds.length === 0x4e) kinds.push({ ...noFrame });
      if (kinds.length < 256)
        kinds.push({ flags, stream, ptsDelta, multiplier, size: size + i, reserved, header });
    }
  }
  return kinds;
}

const noFrame: FrameKind = {
  flags: FRAME.invalid,
  stream: 0,
  ptsDelta: 0,
  multiplier: 1,
  size: 0,
  reserved: 0,
  header: 0,
};

export function parseStreamHeader(body: ByteCursor): NutStream {
  const id = body.number();
  body.number();
  body.take(body.number());
  const timebase = body.number();
  return { id, timebase, ptsShift: body.number() };
}
