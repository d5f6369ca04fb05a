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

/** Where SDR white lies in PQ and HLG, in cd/m² (ITU-R BT.2408). */
export const paperWhite = 203;

/** Where SDR white lies between black (0) and the brightest signal (1) of a transfer (ITU-R BT.2408). */
export function whiteSignal(transfer: string): number {
  switch (transfer) {
    case 'smpte2084':
      return 0.581;
    case 'arib-std-b67':
      return 0.75;
    default:
      return 1;
  }
}
