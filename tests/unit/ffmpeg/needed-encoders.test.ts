import { expect, test } from 'vitest';
import { parseEncoders } from '../../../src/ffmpeg/build/needed-encoders.ts';

/** Shortened from `ffmpeg -hide_banner -encoders` of 5.1.9. */
const listing = `Encoders:
 V..... = Video
 A..... = Audio
 .F.... = Frame-level multithreading
 ------
 V....D libx264              libx264 H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10 (codec h264)
 V..X.. libxvid              libxvidcore MPEG-4 part 2 (codec mpeg4)
 VFS..D ffv1                 FFmpeg video codec #1
 A....D aac                  AAC (Advanced Audio Coding)
`;

test('the encoders of a listing are found by name, and nothing of its legend', () => {
  expect([...parseEncoders(listing)].sort()).toEqual(['aac', 'ffv1', 'libx264', 'libxvid']);
});
