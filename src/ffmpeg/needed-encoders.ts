import type { ExportPlan, PictureCodec } from '../planner/plan.ts';

/** FFmpeg's encoder for each codec. */
export const pictureEncoders = {
  h264: 'libx264',
  h265: 'libx265',
  vp9: 'libvpx-vp9',
  av1: 'libsvtav1',
} as const satisfies Record<PictureCodec, string>;

const soundEncoders = { aac: 'aac', opus: 'libopus' } as const;

const spokenNames = {
  h264: 'H.264',
  h265: 'H.265',
  vp9: 'VP9',
  av1: 'AV1',
  aac: 'AAC',
  opus: 'Opus',
} as const;

export interface NeededEncoder {
  /** As FFmpeg lists it. */
  readonly encoder: string;
  /** What a person calls what it makes: `H.265`. */
  readonly makes: string;
}

/** The encoders that a plan takes; what is only copied takes none. */
export function neededEncoders({ format, spans, audio }: ExportPlan): readonly NeededEncoder[] {
  const isEncoded = spans.some(({ kind }) => kind === 'encode');
  return [
    ...(isEncoded ? [{ encoder: pictureEncoders[format.codec], makes: spokenNames[format.codec] }] : []),
    ...(audio?.kind === 'encode'
      ? [{ encoder: soundEncoders[audio.codec], makes: spokenNames[audio.codec] }]
      : []),
  ];
}

/** The names in what `ffmpeg -encoders` prints: lines of six flags, a name and a description. */
export function parseEncoders(listing: string): ReadonlySet<string> {
  return new Set([...listing.matchAll(/^ [VAS][A-Z.]{5} ([^\s=]\S*) /gm)].map(([, name = '']) => name));
}
