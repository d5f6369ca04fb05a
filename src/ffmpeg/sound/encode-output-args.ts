import type { SoundFormat } from '../../planner/plan/audio-plan.ts';
import { soundBitrates } from '../../planner/sound/plan-sound-output.ts';
import { commonArgs } from '../input/input-args.ts';

export interface SoundOutputEncode {
  readonly format: SoundFormat;
  /** Raw 16-bit stereo at 48 kHz; for `m4a` packets of AAC as an ADTS stream. Written by us. */
  readonly input: string;
  /** FFmpeg's own text form of title and chapters (`metadataText`), written by us. */
  readonly metadata: string;
  readonly output: string;
}

const bits = (format: SoundFormat) => ['-b:a', String(soundBitrates[format])];

const kinds: Record<SoundFormat, readonly string[]> = {
  m4a: ['-c:a', 'copy', '-avoid_negative_ts', 'disabled', '-movflags', '+faststart', '-f', 'ipod'],
  mp3: ['-c:a', 'libmp3lame', ...bits('mp3'), '-id3v2_version', '3', '-f', 'mp3'],
  // Beyond 4 GB a plain WAV has no room for its own length.
  wav: ['-c:a', 'pcm_s16le', '-rf64', 'auto', '-f', 'wav'],
  flac: ['-c:a', 'flac', '-f', 'flac'],
  opus: ['-c:a', 'libopus', ...bits('opus'), '-f', 'ogg'],
};

/** The encoder of each kind of file, where FFmpeg has to have one. */
export const soundEncoders: Record<SoundFormat, string> = {
  m4a: 'aac',
  mp3: 'libmp3lame',
  wav: 'pcm_s16le',
  flac: 'flac',
  opus: 'libopus',
};

/** The first packet of AAC is run-up: the edit list of the file leaves it out. */
const primingSeconds = 1024 / 48_000;

/** Makes a file of sound. */
export function encodeSoundOutputArgs({ format, input, metadata, output }: SoundOutputEncode): string[] {
  const sound =
    format === 'm4a'
      ? ['-itsoffset', (-primingSeconds).toFixed(9), '-f', 'aac']
      : ['-f', 's16le', '-ar', '48000', '-ac', '2'];
  return [
    ...[...commonArgs('pipe:1'), '-protocol_whitelist', 'file', ...sound, '-i', `file:${input}`],
    ...['-protocol_whitelist', 'file', '-f', 'ffmetadata', '-i', `file:${metadata}`],
    ...['-map', '0:a:0', '-map_metadata', '1', '-map_chapters', '1', ...kinds[format], `file:${output}`],
  ];
}

export interface OutputMetadata {
  readonly title?: string;
  readonly chapters?: readonly { readonly seconds: number; readonly title: string }[];
}

/** Title and chapters in the form that FFmpeg reads; each chapter lasts until the next one, the last until the end. */
export function metadataText({ title, chapters = [] }: OutputMetadata, seconds: number): string {
  const lines = [';FFMETADATA1', ...(title ? [`title=${escape(title)}`] : [])];
  const within = chapters.filter((chapter) => chapter.seconds < seconds);
  within.forEach((chapter, i) => {
    const end = within[i + 1]?.seconds ?? seconds;
    const milliseconds = (value: number) => Math.round(value * 1000);
    lines.push('[CHAPTER]', 'TIMEBASE=1/1000', `START=${milliseconds(chapter.seconds)}`);
    lines.push(`END=${milliseconds(end)}`, `title=${escape(chapter.title)}`);
  });
  return `${lines.join('\n')}\n`;
}

/** A line break would begin another entry, and these characters mean something there. */
function escape(text: string): string {
  return text.replaceAll(/[\r\n\0]+/g, ' ').replaceAll(/[=;#\\]/g, String.raw`\$&`);
}
