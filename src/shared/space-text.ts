/** Space on a disk for people, in whole MB (rounded up) or tenths of GB. */
export function spaceText(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
