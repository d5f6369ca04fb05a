import type { VideoFacts } from '../../planner/facts/facts.ts';

/** Decoders that may run, by FFmpeg's names. Still-picture formats stay out: a small PNG can take gigabytes. */
const runnable = [
  'h264,hevc,libdav1d,libaom-av1,av1,vp8,vp9,libvpx,libvpx-vp9,mpeg1video,mpeg2video,mpeg4,msmpeg4v1,msmpeg4v2',
  'msmpeg4,h263,h263p,flv,wmv1,wmv2,wmv3,vc1,theora,prores,dnxhd,mjpeg,mjpegb,dvvideo,cfhd,ffv1,huffyuv',
  'ffvhuff,utvideo,qtrle,rawvideo,v210,v410,magicyuv,vp6,vp6f',
  'aac,aac_latm,mp3,mp3float,mp2,mp2float,mp1,mp1float,ac3,eac3,dca,mlp,truehd,opus,libopus,vorbis,flac,alac',
  'wmav1,wmav2,wmapro,amrnb,amrwb,s302m,nellymoser,speex,libspeex',
  'pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_u8',
  'pcm_s8,pcm_alaw,pcm_mulaw,pcm_bluray,pcm_dvd,adpcm_ima_wav,adpcm_ms,adpcm_ima_qt,adpcm_yamaha,adpcm_swf',
].join(',');

/**
 * Decoders of tracks that nobody uses, beside those above. ffprobe opens a decoder for every track of a file and ends
 * with an error where one is forbidden, but it feeds none of them unless it is told to show frames.
 */
const idle = [
  'mov_text,text,subrip,srt,ass,ssa,webvtt,dvbsub,dvdsub,pgssub,xsub,cc_dec,libzvbi_teletextdec',
  'sami,realtext,stl,microdvd,subviewer,subviewer1,jacosub,mpl2,pjs,vplayer',
  'png,apng,bmp,gif,tiff,webp,jpeg2000,libopenjpeg,targa',
  'apac,wmalossless,wmavoice,tak,tta,ape,wavpack,als,dolby_e,dst,atrac3,atrac3plus,cook,qdm2,qcelp,gsm,g726',
].join(',');

const separator = ',';
const runnableNames = new Set(runnable.split(separator));

/** Codecs whose decoder is called otherwise. */
const decoderNames: Readonly<Record<string, string>> = {
  dts: 'dca',
  flv1: 'flv',
  msmpeg4v3: 'msmpeg4',
  amr_nb: 'amrnb',
  amr_wb: 'amrwb',
};

/** Whether pictures or sound in this codec (ffprobe's `codec_name`) may be decoded. */
export function isDecodable(codec: string): boolean {
  return runnableNames.has(decoderNames[codec] ?? codec);
}

/** The decoder that a layer of transparency takes, where FFmpeg's own for these pictures says nothing of it. */
export function layerDecoderOf({ codec, hasAlphaLayer, pixelFormat }: VideoFacts): string | undefined {
  if (!hasAlphaLayer || pixelFormat.startsWith('yuva')) return undefined;
  return codec === 'vp9' ? 'libvpx-vp9' : 'libvpx';
}

/** For ffmpeg: it opens decoders only of the tracks that are mapped. */
export function decoderArgs(): string[] {
  return ['-codec_whitelist', runnable];
}

const kinds = ['v', 'a', 's', 'd', 't'];
const openingOption = /^-codec_whitelist:[vasdt]$/;

/**
 * For ffprobe: what finds out about tracks by decoding (the container's own list, which the first option sets) may
 * run as few decoders as ever. The lists by kind of track only let ffprobe open more, and `fed`, the track of which
 * frames are to be shown, is not among those.
 */
export function probeDecoderArgs(fed?: number): string[] {
  const open = [runnable, idle].join(separator);
  return [
    ...decoderArgs(),
    ...kinds.flatMap((kind) => [`-codec_whitelist:${kind}`, open]),
    ...(fed === undefined ? [] : [`-codec_whitelist:${fed}`, runnable]),
  ];
}

/**
 * The same arguments with more decoders that may be opened, but not fed: those that `refused` names. Undefined where
 * none of them is new.
 */
export function allowOpening(args: readonly string[], refused: readonly string[]): string[] | undefined {
  const at = args.findIndex((word) => openingOption.test(word));
  const known = new Set(args[at + 1]?.split(separator));
  const added = [...new Set(refused)].filter((name) => !known.has(name));
  if (at < 0 || added.length === 0) return undefined;
  return args.map((word, i) =>
    openingOption.test(args[i - 1] ?? '') ? [word, ...added].join(separator) : word,
  );
}
