import type { EpisodeOutput } from '../../../contract/project-finish.ts';

/** What can be added to an export by one press. */
export interface OutputPreset {
  readonly name: string;
  /** One line for people. */
  readonly says: string;
  readonly output: Omit<EpisodeOutput, 'id' | 'name'>;
  /** Where of the programme it is taken from, if not all of it. */
  readonly takes?: 'selection' | 'playhead';
}

export const outputPresets = {
  youtube: {
    name: 'YouTube',
    says: 'H.264, 1080p, −14 LUFS',
    output: { preset: 'youtube-1080p' },
  },
  'youtube-4k': {
    name: 'YouTube 4K',
    says: 'H.264, 2160p, −14 LUFS',
    output: { preset: 'youtube-4k' },
  },
  vertical: {
    name: 'Vertical clip',
    says: 'The selection, 1080 × 1920',
    output: { preset: 'shorts' },
    takes: 'selection',
  },
  clip: {
    name: 'Clip',
    says: 'The selection in H.264, at the size of the programme',
    output: { format: 'mp4', codec: 'h264' },
    takes: 'selection',
  },
  audio: {
    name: 'Podcast audio',
    says: 'M4A, −16 LUFS',
    output: { preset: 'podcast-audio' },
  },
  mp3: {
    name: 'Podcast MP3',
    says: 'MP3, −16 LUFS',
    output: { preset: 'podcast-mp3' },
  },
  poster: {
    name: 'Poster',
    says: 'JPEG of the picture at the playhead',
    output: { format: 'jpeg' },
    takes: 'playhead',
  },
} as const satisfies Record<string, OutputPreset>;
export type PresetId = keyof typeof outputPresets;

export const presetIds = Object.keys(outputPresets) as readonly PresetId[];

export interface Moment {
  /** What is chosen of the programme, in its seconds. */
  readonly selection: readonly [number, number] | undefined;
  /** Where the playhead is. */
  readonly playhead: number;
  /** Length of the programme. */
  readonly seconds: number;
}

/** A clip for social media where nothing is chosen: this long from the playhead on. */
const clipSeconds = 60;

/** The output that a preset adds to those that are there. */
export function plannedFrom(
  preset: PresetId,
  { selection, playhead, seconds }: Moment,
  taken: readonly { readonly id: string }[],
): EpisodeOutput {
  const { name, output, takes }: OutputPreset = outputPresets[preset];
  const number = [...Array(16).keys()].find((n) => !taken.some(({ id }) => id === idOf(preset, n))) ?? 99;
  const id = idOf(preset, number);
  const range = selection ?? [playhead, Math.min(seconds, playhead + clipSeconds)];
  return {
    ...output,
    ...{ id, name: number === 0 ? name : `${name} ${number + 1}` },
    ...(takes === 'selection' && range[1] > range[0] && { range: [range[0], range[1]] as [number, number] }),
    ...(takes === 'playhead' && { at: playhead }),
  };
}

function idOf(preset: PresetId, number: number): string {
  return number === 0 ? preset : `${preset}-${number + 1}`;
}
