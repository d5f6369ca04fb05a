/** The names of all presets: what `outputs[].preset` may say. */
export const presetNames = [
  'youtube-1080p',
  'youtube-4k',
  'shorts',
  'podcast-audio',
  'podcast-mp3',
  'archive',
] as const;

export type PresetName = (typeof presetNames)[number];
