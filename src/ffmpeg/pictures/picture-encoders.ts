import type { PictureCodec } from '../../planner/plan/plan.ts';

/** FFmpeg's encoder for each codec. */
export const pictureEncoders = {
  h264: 'libx264',
  h265: 'libx265',
  vp9: 'libvpx-vp9',
  av1: 'libsvtav1',
} as const satisfies Record<PictureCodec, string>;
