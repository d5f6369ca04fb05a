import type { AudioFacts, SoundVoice } from '../../planner/facts/facts.ts';

/** Layouts that FFmpeg knows how to mix down. It gives no other its name, or refuses to mix it. */
const mixable = new Set(
  [
    'mono,stereo,downmix,2.1,3.0,3.0(back),3.1,4.0,quad,quad(side),4.1,5.0,5.0(side),5.1,5.1(side)',
    '6.0,6.0(front),hexagonal,6.1,6.1(back),6.1(front),7.0,7.0(front),7.1,7.1(wide),7.1(wide-side),octagonal',
  ]
    .join(',')
    .split(','),
);

/** FFmpeg assumes the usual layout of so many channels where a file does not say. */
const mostAssumed = 8;

/** The tracks of a source that are heard together. */
export function voicesOf(audio: AudioFacts): readonly SoundVoice[] {
  return audio.voices ?? [{ streamIndex: audio.streamIndex, ...gainsOf(audio) }];
}

/**
 * Filters that mix one track down. A single channel is heard on both sides as loud as it is. Where channels are only
 * named by the layout, the mix stays right when their number changes in the middle of the file. To whole numbers:
 * FFmpeg makes the mix quiet enough not to clip only then.
 */
export function mixFilters({ left, right }: SoundVoice, layout: 'mono' | 'stereo'): string[] {
  if (left && right) return [pan(left, right, layout)];
  if (layout === 'mono') return ['aformat=sample_fmts=s16:channel_layouts=mono'];
  return ['aformat=sample_fmts=s16:channel_layouts=stereo|mono', 'pan=stereo|FL=FL+FC|FR=FR+FC'];
}

function pan(left: readonly number[], right: readonly number[], layout: 'mono' | 'stereo'): string {
  const sum = (gains: readonly number[]) => {
    const heard = gains.flatMap((gain, i) => (gain === 0 ? [] : [`${gain.toFixed(6)}*c${i}`]));
    return heard.length > 0 ? heard.join('+') : '0*c0';
  };
  if (layout === 'stereo') return `pan=stereo|c0=${sum(left)}|c1=${sum(right)}`;
  return `pan=mono|c0=${sum(left.map((gain, i) => (gain + (right[i] ?? 0)) / 2))}`;
}

/** Gains for channels whose places FFmpeg does not know; nothing where it does. */
export function gainsOf({
  channels,
  layout,
}: Pick<AudioFacts, 'channels' | 'layout'>): Pick<SoundVoice, 'left' | 'right'> {
  if (layout.startsWith('ambisonic')) return ambisonicGains(channels);
  const isKnown = mixable.has(layout) || (channels <= mostAssumed && /^$|^unknown$/.test(layout));
  return isKnown ? {} : spreadChannels(channels, () => true);
}

/** The sound from all around, and what comes more from the left than from the right (the order of ACN: W, Y, Z, X). */
function ambisonicGains(channels: number): Pick<SoundVoice, 'left' | 'right'> {
  if (channels < 2) return {};
  return { left: [0.5, 0.5], right: [0.5, -0.5] };
}

/**
 * Channels of no known place, as recorders write them: every other one on the left, the others on the right, as loud as
 * can be without clipping. One alone is heard on both sides.
 */
export function spreadChannels(
  channels: number,
  isHeard: (channel: number) => boolean,
): { left: number[]; right: number[] } {
  const all = Array.from({ length: channels }, (_, channel) => channel);
  const heard = all.filter(isHeard);
  const [only] = heard;
  if (heard.length === 1 && only !== undefined) {
    const gains = all.map((channel) => (channel === only ? 1 : 0));
    return { left: gains, right: gains };
  }
  const side = (isRight: boolean) => {
    const own = heard.filter((channel) => (channel % 2 === 1) === isRight);
    const used = own.length > 0 ? own : heard;
    return all.map((channel) => (used.includes(channel) ? 1 / used.length : 0));
  };
  return { left: side(false), right: side(true) };
}
