import type { ExportPlan } from '../../planner/plan/plan.ts';
import { pictureEncoders } from '../pictures/picture-encoders.ts';
import { soundEncoders } from '../sound/encode-output-args.ts';

const trackEncoders = { aac: 'aac', opus: 'libopus' } as const;

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
  /** What it takes of memory with its threads and pictures, about; undefined where that is not worth speaking of. */
  readonly memoryBytes?: number;
}

/**
 * Measured with x264 and x265, which look ahead over some 40 pictures: 4K takes 1.5 GB with 8 bits, 2.8 GB with 10, and
 * smaller pictures as much less as they are smaller.
 */
const bytesPerPixel = { eight: 185, more: 330 };
const smallest = 100e6;

function memoryOf({ width, height, pixelFormat }: ExportPlan['format']): number {
  const isDeep = /1[0-6](le|be)$/.test(pixelFormat);
  return smallest + width * height * (isDeep ? bytesPerPixel.more : bytesPerPixel.eight);
}

/** The encoders that a plan takes; what is only copied takes none. */
export function neededEncoders({ format, spans, audio, soundFile }: ExportPlan): readonly NeededEncoder[] {
  const isEncoded = spans.some(({ kind }) => kind !== 'copy');
  if (soundFile) return [{ encoder: soundEncoders[soundFile], makes: soundFile.toUpperCase() }];
  return [
    ...(isEncoded ? [pictureEncoder(format)] : []),
    ...(audio?.kind === 'encode'
      ? [{ encoder: trackEncoders[audio.codec], makes: spokenNames[audio.codec] }]
      : []),
  ];
}

function pictureEncoder(format: ExportPlan['format']): NeededEncoder {
  const { codec } = format;
  return { encoder: pictureEncoders[codec], makes: spokenNames[codec], memoryBytes: memoryOf(format) };
}

/** The names in what `ffmpeg -encoders` prints: lines of six flags, a name and a description. */
export function parseEncoders(listing: string): ReadonlySet<string> {
  return new Set([...listing.matchAll(/^ [VAS][A-Z.]{5} ([^\s=]\S*) /gm)].map(([, name = '']) => name));
}
