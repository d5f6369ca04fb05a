import { readRange, type Readable } from '../../../disk/read-range.ts';

/** What the top-level boxes of a file say. */
export interface TopLevel {
  readonly majorBrand: string;
  readonly moov: { offset: number; size: number } | undefined;
  readonly hasFragments: boolean;
}

const firstTypes = new Set([
  'ftyp',
  'styp',
  'moov',
  'mdat',
  'free',
  'skip',
  'wide',
  'pnot',
  'uuid',
  'moof',
  'sidx',
]);

/** A file with more boxes than this before anything useful is not worth walking. */
const maxBoxes = 10_000;

/** Walks the headers of the top-level boxes. Undefined where the file does not begin as an MP4 or MOV does. */
export async function walkTopLevel(
  file: Readable,
  options: { fileSize: number; signal: AbortSignal | undefined },
): Promise<TopLevel | undefined> {
  const { fileSize, signal } = options;
  let majorBrand = 'qt  ';
  let moov: TopLevel['moov'];
  let at = 0;
  if (fileSize < 8) return undefined;
  for (let count = 0; at + 8 <= fileSize && count < maxBoxes; count++) {
    const head = boxHead(await readRange(file, { offset: at, size: 16, signal }), fileSize - at);
    if (count === 0 && !(head && firstTypes.has(head.type))) return undefined;
    if (!head) break;
    if (head.type === 'moof') return { majorBrand, moov, hasFragments: true };
    if (head.type === 'ftyp') majorBrand = head.brand;
    // An index that runs past the end of the file is cut short: the same as none.
    if (head.type === 'moov' && at + head.size <= fileSize) moov ??= { offset: at, size: head.size };
    at += head.size;
  }
  return { majorBrand, moov, hasFragments: false };
}

function boxHead(bytes: Uint8Array, left: number): { type: string; size: number; brand: string } | undefined {
  if (bytes.length < 8) return undefined;
  const text = Buffer.from(bytes).toString('latin1');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size32 = view.getUint32(0);
  const type = text.slice(4, 8);
  if (size32 === 1 && bytes.length < 16) return undefined;
  const size = size32 === 0 ? left : size32 === 1 ? Number(view.getBigUint64(8)) : size32;
  return size < 8 ? undefined : { type, size, brand: text.slice(8, 12) };
}
