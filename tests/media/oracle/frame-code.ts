/** The code in every picture of the test footage: camera, number and checksum as light and dark blocks. */
export const codeColumns = 7;
export const codeRows = 5;
const bits = 28;
const light = 200;
const dark = 72;
/** Darker than any coded block: a picture of nothing else is black. */
const blackBelow = 48;

export const BLACK_CODE = -1;
/** A picture whose checksum does not fit: damaged, mixed from two, or no coded footage. */
export const UNREADABLE = -2;

const indexBits = 16;

export function packCode(camera: number, index: number): number {
  return camera * 2 ** indexBits + index;
}

export function unpackCode(code: number): { camera: number; index: number } {
  return { camera: Math.floor(code / 2 ** indexBits), index: code % 2 ** indexBits };
}

/** `camera 2 frame 17`, `black`, `unreadable`. */
export function describeCode(code: number | undefined): string {
  if (code === undefined) return 'nothing';
  if (code === BLACK_CODE) return 'black';
  if (code === UNREADABLE) return 'unreadable';
  const { camera, index } = unpackCode(code);
  return `camera ${camera} frame ${index}`;
}

/** One tiny grey picture, `codeColumns` × `codeRows`: 28 blocks of code and a last row that moves. */
export function drawCode(code: number): Uint8Array {
  const picture = new Uint8Array(codeColumns * codeRows);
  const word = code * 64 + checksum(code);
  for (let bit = 0; bit < bits; bit++) picture[bit] = Math.floor(word / 2 ** bit) % 2 === 1 ? light : dark;
  for (let i = bits; i < picture.length; i++) picture[i] = 80 + ((code * 37 + i * 53) % 110);
  return picture;
}

export function readCode(picture: Uint8Array): number {
  let word = 0;
  let brightest = 0;
  for (let bit = 0; bit < bits; bit++) {
    const value = picture[bit] ?? 0;
    brightest = Math.max(brightest, value);
    if (value > (light + dark) / 2) word += 2 ** bit;
  }
  if (brightest < blackBelow) return BLACK_CODE;
  const code = Math.floor(word / 64);
  return word % 64 === checksum(code) ? code : UNREADABLE;
}

function checksum(code: number): number {
  return (Math.imul(code ^ (code >>> 11), 0x9e3779b1) >>> 26) & 63;
}
