/**
 * The code that every frame of the footage carries in its luma: camera (6 bits), index (18 bits) and a
 * checksum (8 bits) as 8 × 4 blocks in the upper two thirds of the picture, texture below them.
 */
export const GRID = { columns: 8, rows: 6, codeRows: 4 } as const;
const BLOCKS = GRID.columns * GRID.codeRows;

/** Luma of the two bit values, in limited range; far from black (16), so black is told from zeros. */
export const LUMA = { zero: 64, one: 192, black: 40 } as const;

/** What a picture without any code reads as. */
export const BLACK = -1;
export const UNREADABLE = -2;

const INDEX_LIMIT = 2 ** 18;

/** One number for camera (0..63) and index (0..262143). */
export function frameCode(camera: number, index: number): number {
  if (camera < 0 || camera > 63 || index < 0 || index >= INDEX_LIMIT) {
    throw new RangeError(`camera ${camera}, frame ${index}: outside what a code can hold`);
  }
  return camera * INDEX_LIMIT + index;
}

function splitCode(code: number): { camera: number; index: number } {
  return { camera: Math.floor(code / INDEX_LIMIT), index: code % INDEX_LIMIT };
}

/** For messages: `camera 2 frame 17`, `black` or `unreadable`. */
export function nameCode(code: number): string {
  if (code === BLACK) return 'black';
  if (code < 0) return 'unreadable';
  const { camera, index } = splitCode(code);
  return `camera ${camera} frame ${index}`;
}

/** CRC-8 that does not start at zero, so that neither all-zero nor all-one blocks are a valid code. */
function checksum(code: number): number {
  let crc = 0xa5;
  for (let bit = 23; bit >= 0; bit -= 1) {
    const feedback = ((crc >> 7) ^ (code >> bit)) & 1;
    crc = ((crc << 1) & 0xff) ^ (feedback ? 0x07 : 0);
  }
  return crc;
}

/** The 32 bits of a code, block by block, row by row. */
export function codeBits(code: number): number[] {
  const check = checksum(code);
  return Array.from({ length: BLOCKS }, (_, block) =>
    block < 24 ? (code >> (23 - block)) & 1 : (check >> (31 - block)) & 1,
  );
}

/** Mean of the middle half of one block; the rim may be blurred by scaling. */
function blockLuma(picture: LumaPicture, column: number, row: number): number {
  const [width, height] = [picture.width / GRID.columns, picture.height / GRID.rows];
  const [left, top] = [Math.floor((column + 0.25) * width), Math.floor((row + 0.25) * height)];
  const right = Math.max(left + 1, Math.floor((column + 0.75) * width));
  const bottom = Math.max(top + 1, Math.floor((row + 0.75) * height));
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) sum += picture.luma[picture.offset + y * picture.width + x] ?? 0;
  }
  return sum / ((right - left) * (bottom - top));
}

/** 8-bit luma of the active picture, row after row, beginning at `offset`. */
export interface LumaPicture {
  readonly luma: Uint8Array;
  readonly offset: number;
  readonly width: number;
  readonly height: number;
}

/** The code of a picture, `BLACK` where nothing at all is in it, `UNREADABLE` where the checksum fails. */
export function readFrameCode(picture: LumaPicture): number {
  let [code, check, brightest] = [0, 0, 0];
  let isDoubtful = false;
  for (let block = 0; block < GRID.columns * GRID.rows; block += 1) {
    const luma = blockLuma(picture, block % GRID.columns, Math.floor(block / GRID.columns));
    brightest = Math.max(brightest, luma);
    if (block >= BLOCKS) continue;
    if (Math.abs(luma - 128) < 12) isDoubtful = true;
    const bit = luma > 128 ? 1 : 0;
    if (block < 24) code = code * 2 + bit;
    else check = check * 2 + bit;
  }
  if (brightest < LUMA.black) return BLACK;
  return isDoubtful || checksum(code) !== check ? UNREADABLE : code;
}
