import type { AudioFacts } from '../../planner/facts/facts.ts';
import { isDecodable } from '../input/decoders.ts';
import type { ProbeStream } from './probe-schema.ts';

/** Tracks that nobody listens to by themselves. */
const beside = ['comment', 'visual_impaired', 'hearing_impaired', 'descriptions', 'karaoke'];

/** More mono tracks than any recorder writes are something else. */
const mostVoices = 16;

/**
 * The sound: of the tracks that can be decoded the default one, else the first; commentaries last. Recorders for
 * broadcast write each channel as a track of its own: mono tracks that differ in nothing are heard together.
 */
export function pickSound(streams: readonly ProbeStream[]): ProbeStream | undefined {
  return decodable(streams).sort(
    (a, b) => isBeside(a) - isBeside(b) || flag(b, 'default') - flag(a, 'default') || a.index - b.index,
  )[0];
}

export function soundFacts(stream: ProbeStream, streams: readonly ProbeStream[]): AudioFacts {
  const voices = voicesWith(stream, streams);
  return {
    streamIndex: stream.index,
    codec: stream.codec_name,
    profile: String(stream.profile ?? ''),
    sampleRate: Number(stream.sample_rate ?? 0),
    channels: stream.channels ?? 2,
    layout: stream.channel_layout ?? '',
    ...(voices.length > 1 ? { voices: voices.map(({ index }) => ({ streamIndex: index })) } : {}),
  };
}

function voicesWith(chosen: ProbeStream, streams: readonly ProbeStream[]): ProbeStream[] {
  const all = decodable(streams).filter((stream) => isBeside(stream) === 0);
  const isOneKind = all.every(
    (stream) =>
      stream.channels === 1 &&
      stream.codec_name === chosen.codec_name &&
      stream.sample_rate === chosen.sample_rate &&
      languageOf(stream) === languageOf(chosen),
  );
  return isOneKind && all.length <= mostVoices ? all : [chosen];
}

function decodable(streams: readonly ProbeStream[]): ProbeStream[] {
  return streams
    .filter((stream) => stream.codec_type === 'audio' && Number(stream.sample_rate ?? 0) > 0)
    .filter((stream) => (stream.channels ?? 0) > 0 && isDecodable(stream.codec_name));
}

function isBeside(stream: ProbeStream): number {
  const isCommentary = /comment/i.test(stream.tags?.['title'] ?? '');
  return isCommentary || beside.some((name) => flag(stream, name) === 1) ? 1 : 0;
}

function languageOf({ tags }: ProbeStream): string {
  return tags?.['language'] ?? 'und';
}

function flag(stream: ProbeStream, name: string): number {
  return stream.disposition?.[name] === 1 ? 1 : 0;
}
