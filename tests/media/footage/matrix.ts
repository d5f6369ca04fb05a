import type { FootageSpec } from './spec.ts';

const at = (num: number, den = 1) => ({ num, den });

/** A clock as screen recorders have it: uneven steps, a hole of three seconds in the middle. */
function unevenTimes(count: number, holeAfter: number): number[] {
  const steps = [33, 17, 50, 100, 8, 41, 66, 33];
  let time = 0;
  return Array.from({ length: count }, (_, frame) => {
    const now = time;
    time += frame === holeAfter ? 3000 : (steps[(frame * 5) % steps.length] ?? 33);
    return now;
  });
}

const SHORT = { seconds: 4, size: { width: 192, height: 108 } } as const;

const rates: Record<string, Partial<FootageSpec>> = {
  '23.976 fps': { rate: at(24_000, 1001) },
  '24 fps': { rate: at(24) },
  '25 fps': { rate: at(25) },
  '30 fps': { rate: at(30) },
  '50 fps': { rate: at(50) },
  '59.94 fps': { rate: at(60_000, 1001) },
  '60 fps': { rate: at(60) },
  '120 fps': { rate: at(120), seconds: 2 },
  'a third of the frames dropped': { vfr: { keep: '110' } },
  'uneven times with a hole of 3 s': { vfr: { timesMs: unevenTimes(60, 25) }, audio: false },
  'uneven times in Matroska': { vfr: { timesMs: unevenTimes(60, 40) }, container: 'mkv', audio: false },
  '15 fps WebM in ms': { rate: at(15), codec: 'vp8', container: 'webm' },
};

const clocks: Record<string, Partial<FootageSpec>> = {
  'transport stream': { container: 'ts' },
  'transport stream from 7 s on': { container: 'ts', startSeconds: 7 },
  'MP4 from 7 s on': { startSeconds: 7 },
  'Matroska from 7 s on': { container: 'mkv', startSeconds: 7 },
  'time before zero': {
    startSeconds: -1,
    container: 'ts',
    extraArgs: ['-avoid_negative_ts', 'disabled', '-muxdelay', '0', '-muxpreload', '0'],
  },
  'edit list hides half a second': { editListSeconds: 0.5 },
  'edit list in MOV': { editListSeconds: 0.5, container: 'mov' },
  'three B-frames, open GOPs': { bFrames: 3, openGop: true, gop: 30, refs: 3 },
  'B-frames decoded before zero': { bFrames: 2, extraArgs: ['-movflags', '+negative_cts_offsets'] },
};

const codecs: Record<string, Partial<FootageSpec>> = {
  'HEVC in MP4': { codec: 'hevc' },
  'HEVC in Matroska': { codec: 'hevc', container: 'mkv' },
  'VP8 in WebM': { codec: 'vp8', container: 'webm' },
  'VP9 in WebM': { codec: 'vp9', container: 'webm' },
  'VP9 in MP4': { codec: 'vp9' },
  'AV1 in MP4': { codec: 'av1' },
  'AV1 in WebM': { codec: 'av1', container: 'webm' },
  'MPEG-2 in TS': { codec: 'mpeg2', container: 'ts', bFrames: 2, audio: { codec: 'mp2' } },
  'MPEG-2 in MXF': { codec: 'mpeg2', container: 'mxf', rate: at(25) },
  'MPEG-4 in AVI': { codec: 'mpeg4', container: 'avi', audio: { codec: 'mp3' } },
  'ProRes in MOV': { codec: 'prores', container: 'mov', audio: { codec: 'pcm' } },
  'DNxHD in MOV': {
    codec: 'dnxhd',
    container: 'mov',
    size: { width: 256, height: 144 },
    audio: { codec: 'pcm' },
  },
  'MJPEG in AVI': { codec: 'mjpeg', container: 'avi', audio: { codec: 'pcm' } },
  'MJPEG in MOV': { codec: 'mjpeg', container: 'mov' },
  'H.264 in MOV': { container: 'mov', audio: { codec: 'pcm' } },
  'H.264 in Matroska': { container: 'mkv', audio: { codec: 'flac' } },
};

const shapes: Record<string, Partial<FootageSpec>> = {
  'turned by 90°': { rotation: 90 },
  'turned by 180°': { rotation: 180 },
  'turned by 270°': { rotation: 270, container: 'mov' },
  mirrored: { mirrored: true },
  'portrait phone': { size: { width: 108, height: 192 } },
  'anamorphic 4:3': { sar: '4:3', size: { width: 160, height: 120 } },
  'anamorphic in Matroska': { sar: '16:15', container: 'mkv', size: { width: 180, height: 144 } },
  'odd size': { size: { width: 191, height: 107 }, pixelFormat: 'yuv444p' },
  '4:3': { size: { width: 160, height: 120 } },
};

const colours: Record<string, Partial<FootageSpec>> = {
  'H.264 10-bit': { pixelFormat: 'yuv420p10le' },
  'H.264 4:2:2 10-bit': { pixelFormat: 'yuv422p10le' },
  'H.264 4:4:4': { pixelFormat: 'yuv444p' },
  'full range': { pixelFormat: 'yuvj420p', colour: { range: 'pc' } },
  'BT.601': { colour: { range: 'tv', primaries: 'smpte170m', transfer: 'smpte170m', matrix: 'smpte170m' } },
  'BT.709': { colour: { range: 'tv', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' } },
  'HEVC 10-bit': { codec: 'hevc', pixelFormat: 'yuv420p10le' },
  'interlaced H.264': { interlaced: true, rate: at(25) },
  'interlaced MPEG-2': {
    interlaced: true,
    codec: 'mpeg2',
    container: 'ts',
    rate: at(25),
    audio: { codec: 'mp2' },
  },
  'VP9 with alpha': { codec: 'vp9', container: 'webm', pixelFormat: 'yuva420p' },
  'ProRes 4444 with alpha': { codec: 'prores', container: 'mov', pixelFormat: 'yuva444p10le', profile: '4' },
};

const sounds: Record<string, Partial<FootageSpec>> = {
  'no sound': { audio: false },
  mono: { audio: { channels: 1 } },
  '5.1': { audio: { channels: 6, bitrate: '384k' } },
  '5.1 AC-3': { container: 'mkv', audio: { codec: 'ac3', channels: 6, bitrate: '448k' } },
  '44.1 kHz': { audio: { rate: 44_100 } },
  '32 kHz': { audio: { rate: 32_000 } },
  '96 kHz': { audio: { rate: 96_000, codec: 'pcm' }, container: 'mov' },
  'sound 0.8 s late': { audio: { startSeconds: 0.8 } },
  'sound 0.8 s late in Matroska': { audio: { startSeconds: 0.8 }, container: 'mkv' },
  'picture 0.3 s late': { audio: { startSeconds: -0.3 } },
  'picture 1 s late': { audio: { startSeconds: -1 } },
  'sound ends 1.5 s early': { audio: { endEarlySeconds: 1.5 } },
  'holes in the sound': {
    seconds: 6,
    audio: {
      holes: [
        [2, 2.6],
        [4, 4.5],
      ],
    },
  },
  'holes in the sound of a TS': { seconds: 6, container: 'ts', audio: { holes: [[2, 2.6]] } },
  'two tracks of sound': { audio: { extraTrack: true } },
  Vorbis: { codec: 'vp8', container: 'webm', audio: { codec: 'vorbis' } },
  'MP3 in MP4': { audio: { codec: 'mp3' } },
};

/**
 * One short film for every kind of footage that must work, by name: each is a spec for `makeFootage`.
 * Cameras are numbered by place, so that films never share a code.
 */
export const footageMatrix: readonly (readonly [name: string, spec: FootageSpec])[] = Object.entries({
  ...rates,
  ...clocks,
  ...codecs,
  ...shapes,
  ...colours,
  ...sounds,
}).map(([name, spec], index) => [name, { ...SHORT, ...spec, camera: index % 64 }]);
