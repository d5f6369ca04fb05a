import { z } from 'zod';
import { lookSchema } from './config-v2/take-schema.ts';
import { captionsSchema, overlaySchema, titleSchema } from './config-v2/graphics-schema.ts';
import { outputIdSchema, outputSchemaV2 } from './config-v2/output-schema.ts';
import { loudness } from './config-v2/sound-schema.ts';
import { angleSchema, itemId } from './project-angle.ts';

/* What makes an episode of a cut: its sound, layouts, words, and the files that are exported. */

const filePath = angleSchema.shape.filePath;
const decibels = z.number().min(-96).max(48);
const programmeSeconds = z.number().min(0).max(86_400);
const fadeSeconds = z.number().min(0).max(60);

/** How one recording is heard in the mix. */
export const trackSettingsSchema = z.object({
  /** Of an angle or a recorder. */
  id: itemId,
  gainDb: decibels,
  channel: z.enum(['all', 'left', 'right', 'mono']),
  isMuted: z.boolean(),
  /** As long as any track is solo, only those are heard. */
  isSolo: z.boolean(),
});
export type TrackSettings = z.infer<typeof trackSettingsSchema>;

/** A piece of music, in programme time. */
export const musicPieceSchema = z.object({
  id: itemId,
  name: z.string().min(1).max(200),
  filePath,
  from: programmeSeconds,
  /** To the end where it is missing. */
  to: programmeSeconds.optional(),
  gainDb: decibels,
  duckDb: z.number().min(0).max(60),
  isLooped: z.boolean(),
  fadeIn: fadeSeconds,
  fadeOut: fadeSeconds,
});
export type MusicPiece = z.infer<typeof musicPieceSchema>;

/**
 * `best`: the recorders together, or without any the camera that is heard best; `one` recording all the time; a `mix`;
 * or `follow`, the sound of what is seen.
 */
export const soundModes = ['best', 'one', 'mix', 'follow'] as const;

export const programmeSoundSchema = z.object({
  mode: z.enum(soundModes),
  /** Of `one`: an angle or a recorder. */
  trackId: itemId.optional(),
  tracks: z.array(trackSettingsSchema).max(96),
  /** LUFS; levels are left alone where it is null. */
  loudness: loudness.nullable(),
  music: z.array(musicPieceSchema).max(100),
  fadeIn: fadeSeconds,
  fadeOut: fadeSeconds,
});
export type ProgrammeSound = z.infer<typeof programmeSoundSchema>;

const share = z.number().min(0).max(1);

/** One angle's place in a layout, in shares of the frame. */
export const layoutTileSchema = z.object({
  angleId: itemId,
  x: share,
  y: share,
  width: share,
  height: share,
  fit: z.enum(['contain', 'cover']),
});

/** Several angles at once. Stretches name it as they name an angle. */
export const episodeLayoutSchema = z.object({
  id: itemId,
  name: z.string().min(1).max(200),
  tiles: z.array(layoutTileSchema).min(1).max(16),
});
export type Layout = z.infer<typeof episodeLayoutSchema>;

/** Which part of an angle's picture is used, by the shape of the output. */
export const frameChoiceSchema = z.object({
  angleId: itemId,
  /** In lying pictures: what is used of it; all where it is missing. */
  crop: lookSchema.crop,
  /** In upright pictures: what is used of it. */
  uprightCrop: lookSchema.crop,
  /** In upright pictures without a crop of their own: the point that stays in the middle. */
  uprightFocus: lookSchema.focus,
});
export type FrameChoice = z.infer<typeof frameChoiceSchema>;

export const placedTitleSchema = z.object({ id: itemId, ...titleSchema.shape });
export type PlacedTitle = z.infer<typeof placedTitleSchema>;

export const placedChapterSchema = z.object({
  id: itemId,
  time: programmeSeconds,
  title: z.string().min(1).max(200),
});
export type PlacedChapter = z.infer<typeof placedChapterSchema>;

/** A picture over the programme. */
export const placedLogoSchema = z.object({
  id: itemId,
  filePath,
  from: programmeSeconds,
  to: programmeSeconds.optional(),
  anchor: overlaySchema.shape.anchor.unwrap(),
  width: z.number().min(0.01).max(1),
  opacity: share,
});
export type PlacedLogo = z.infer<typeof placedLogoSchema>;

/** One file of an export; its keys are those of a config of version 2. */
export const episodeOutputSchema = outputSchemaV2.extend({
  id: outputIdSchema,
  /** For people. */
  name: z.string().min(1).max(100),
  /** Left out of the next export. */
  isOff: z.boolean().optional(),
});
export type EpisodeOutput = z.infer<typeof episodeOutputSchema>;

export const finishSchema = z.object({
  /** Recordings of sound alone; they lie on the take as cameras do. */
  recorders: z.array(angleSchema).max(32),
  sound: programmeSoundSchema,
  layouts: z.array(episodeLayoutSchema).max(64),
  frames: z.array(frameChoiceSchema).max(64),
  titles: z.array(placedTitleSchema).max(1000),
  chapters: z.array(placedChapterSchema).max(1000),
  logos: z.array(placedLogoSchema).max(20),
  captions: z
    .object({
      filePath,
      burn: captionsSchema.shape.burn.unwrap(),
      corrections: captionsSchema.shape.corrections,
    })
    .nullable(),
  /** Beside the movie that `rendition` describes, which is the first. */
  outputs: z.array(episodeOutputSchema).max(15),
});
export type Finish = z.infer<typeof finishSchema>;

/** An episode of which nothing has been finished: what is heard is what is seen, as in projects of before. */
export const plainFinish: Finish = {
  recorders: [],
  sound: { mode: 'follow', tracks: [], loudness: null, music: [], fadeIn: 0, fadeOut: 0 },
  layouts: [],
  frames: [],
  titles: [],
  chapters: [],
  logos: [],
  captions: null,
  outputs: [],
};

/** What a new project begins with: one sound for all pictures. */
export const newFinish: Finish = { ...plainFinish, sound: { ...plainFinish.sound, mode: 'best' } };
