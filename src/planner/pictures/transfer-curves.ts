/** Curves of cameras and of sRGB: screens show all of them alike, and players tell none from the other. */
const ordinary = new Set([
  'bt709',
  'smpte170m',
  'smpte240m',
  'iec61966-2-4',
  'bt1361e',
  'iec61966-2-1',
  'bt2020-10',
  'bt2020-12',
]);

/** Whether pictures of these transfers (FFmpeg's names) look alike without being converted. */
export function isSameCurve(a: string, b: string): boolean {
  return a === b || (ordinary.has(a) && ordinary.has(b));
}

/** PQ and HLG. */
export function isHdrCurve(transfer: string): boolean {
  return transfer === 'smpte2084' || transfer === 'arib-std-b67';
}
