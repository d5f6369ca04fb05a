import type { OutputV2 } from './output-schema.ts';
import { presetNames, type PresetName } from './preset-names.ts';

/** A named output, with what its name means. */
export interface Preset {
  readonly name: PresetName;
  /** For people. */
  readonly title: string;
  readonly description: string;
  /** What an output that names it gets, where it says nothing itself. */
  readonly output: Readonly<Partial<Omit<OutputV2, 'id' | 'preset'>>>;
}

/** Platforms play everything at one loudness; what comes louder or with higher peaks is turned down or clipped there. */
const online = { loudness: -14, truePeak: -1 };

const meanings: Readonly<Record<PresetName, Omit<Preset, 'name'>>> = {
  'youtube-1080p': {
    title: 'YouTube, 1080p',
    description: 'MP4 with H.264, 1920 × 1080, high quality, sound at −14 LUFS with peaks up to −1 dBTP.',
    output: { format: 'mp4', codec: 'h264', width: 1920, height: 1080, quality: 'high', ...online },
  },
  'youtube-4k': {
    title: 'YouTube, 4K',
    description: 'MP4 with H.264, 3840 × 2160, high quality, sound at −14 LUFS with peaks up to −1 dBTP.',
    output: { format: 'mp4', codec: 'h264', width: 3840, height: 2160, quality: 'high', ...online },
  },
  shorts: {
    title: 'Shorts, Reels, TikTok',
    description:
      'MP4 with H.264, upright, 1080 × 1920, high quality, sound at −14 LUFS with peaks up to −1 dBTP.',
    output: { format: 'mp4', codec: 'h264', width: 1080, height: 1920, quality: 'high', ...online },
  },
  'podcast-audio': {
    title: 'Podcast, sound alone (AAC)',
    description: 'M4A at −16 LUFS with peaks up to −1 dBTP, as Apple Podcasts asks for.',
    output: { format: 'm4a', loudness: -16, truePeak: -1 },
  },
  'podcast-mp3': {
    title: 'Podcast, sound alone (MP3)',
    description: 'MP3 at −16 LUFS with peaks up to −1 dBTP, for every player there is.',
    output: { format: 'mp3', loudness: -16, truePeak: -1 },
  },
  archive: {
    title: 'Archive',
    description:
      'MP4 in which everything that can be copied is copied, and the rest is encoded so that no difference is seen.',
    output: { format: 'mp4', codec: 'copy', crf: 12 },
  },
};

/** All presets, for people to choose from. */
export const presets: readonly Preset[] = presetNames.map((name) => ({ name, ...meanings[name] }));

/** An output with what its preset says filled in. */
export function withPreset(output: OutputV2): OutputV2 {
  const preset = presets.find(({ name }) => name === output.preset);
  if (!preset) return output;
  const { quality, crf, ...meaning } = preset.output;
  const given = Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined));
  // One of the two says how good it is: the output's own, if it has either.
  const isJudged = output.quality !== undefined || output.crf !== undefined;
  const good = isJudged ? {} : { ...(quality && { quality }), ...(crf !== undefined && { crf }) };
  return { ...meaning, ...good, ...given, id: output.id };
}
