const names: Readonly<Record<string, string>> = {
  h264: 'H.264',
  h265: 'H.265',
  hevc: 'H.265',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  prores: 'ProRes',
  aac: 'AAC',
  opus: 'Opus',
  mp3: 'MP3',
};

/** A codec as people write it; one that has no better name stays as it is. */
export function codecName(codec: string): string {
  return names[codec] ?? codec;
}

const rates = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3, useGrouping: false });

/** `30000/1001` as `29.97`, `25/1` as `25`, as the browser's locale writes it. */
export function rateName(frameRate: string): string {
  const [numerator, denominator = '1'] = frameRate.split('/');
  const rate = Number(numerator) / Number(denominator);
  return Number.isFinite(rate) ? rates.format(rate) : frameRate;
}
