/**
 * Containers that may be opened. Playlists, manifests, concat scripts, image sequences and everything else
 * that names other files stays out: FFmpeg follows those names, whatever the file itself is called.
 */
const containers = [
  'mov,mp4,m4a,3gp,3g2,mj2',
  'matroska,webm',
  'mpegts,mpeg,mpegvideo',
  'avi,mxf,flv,asf,ogg,dv',
  'wav,w64,aiff,mp3,aac,flac,ac3,eac3',
].join(',');

/** Decoders that may run. Still-picture formats stay out: a small PNG can take gigabytes. */
const decoders = [
  'h264,hevc,libdav1d,libaom-av1,av1,vp8,vp9,libvpx,libvpx-vp9,mpeg1video,mpeg2video,mpeg4,msmpeg4v2,msmpeg4',
  'h263,flv,wmv1,wmv2,wmv3,vc1,theora,prores,dnxhd,mjpeg,dvvideo,cfhd,ffv1,huffyuv,ffvhuff,utvideo,qtrle',
  'rawvideo,v210,v410,magicyuv',
  'aac,aac_latm,mp3,mp3float,mp2,mp2float,ac3,eac3,dca,opus,libopus,vorbis,flac,alac,wmav1,wmav2,wmapro',
  'pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_u8,pcm_s8',
  'pcm_alaw,pcm_mulaw,pcm_bluray,pcm_dvd,adpcm_ima_wav,adpcm_ms,adpcm_ima_qt',
].join(',');

/** 8192 × 4320: beyond it a single picture can take gigabytes. */
const maxPixels = 8192 * 4320;

/** What has to stand before the `-i` of every file that comes from outside, for ffmpeg and ffprobe alike. */
export function guardArgs(): string[] {
  return [
    '-protocol_whitelist',
    'file',
    '-format_whitelist',
    containers,
    '-codec_whitelist',
    decoders,
    '-max_pixels',
    String(maxPixels),
  ];
}

/** The file as an input: `file:` and an absolute path, so that no name can be an option, a protocol or a pattern. */
export function inputArgs(absolutePath: string): string[] {
  return ['-i', `file:${absolutePath}`];
}

/** What every ffmpeg child starts with: quiet, with machine-readable progress. */
export function commonArgs(
  progress: 'pipe:1' | 'pipe:3',
  words: 'error' | 'level+warning' = 'error',
): string[] {
  return ['-hide_banner', '-v', words, '-nostats', '-progress', progress, '-stats_period', '0.25', '-y'];
}

/** The same for children that read footage: some damage is told as a warning only. */
export function decodingArgs(progress: 'pipe:1' | 'pipe:3'): string[] {
  return commonArgs(progress, 'level+warning');
}
