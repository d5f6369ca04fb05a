import { z } from 'zod';
import { configLimits } from '../config/config-limits.ts';
import { sourceInstant, yesOrNo } from '../config/schema-parts.ts';
import { driftPpm, nameInConfig } from './take-schema.ts';

/** Seconds of the programme. */
export const programmeInstant = z
  .number('must be a number of seconds')
  .min(0, 'must not be before the programme begins')
  .max(configLimits.outputSeconds, 'lies more than 24 hours into the programme');

/** Seconds in which something comes or goes. */
export const fadeSeconds = z
  .number('must be a number of seconds')
  .min(0, 'must not be negative')
  .max(60, 'must be at most 60 seconds');

const decibels = z
  .number('must be a number of decibels')
  .min(-96, 'must be at least -96 dB')
  .max(48, 'must be at most 48 dB');

/** LUFS, integrated over the programme. */
export const loudness = z
  .number('must be a number of LUFS')
  .min(-40, 'must be at least -40 LUFS')
  .max(-5, 'must be at most -5 LUFS');

/** dBTP. */
export const truePeak = z
  .number('must be a number of dBTP')
  .min(-9, 'must be at least -9 dBTP')
  .max(0, 'must be at most 0 dBTP');

const trackSchema = z.strictObject(
  {
    /** Id of a source, with `offset` and `driftPpm` of its own; or of an angle, which has them. */
    source: nameInConfig.optional(),
    angle: nameInConfig.optional(),
    /** Source time = offset + take time × (1 + driftPpm / 1,000,000), in seconds; 0 where left out. */
    offset: sourceInstant.optional(),
    driftPpm: driftPpm.optional(),
    gainDb: decibels.optional(),
    /** Heard on both sides; all channels as they are where left out. */
    channel: z.enum(['left', 'right', 'mono'], 'must be "left", "right" or "mono"').optional(),
  },
  'must be an object',
);

const musicSchema = z.strictObject(
  {
    source: nameInConfig,
    from: programmeInstant.default(0),
    /** To the end of the programme where left out. */
    to: programmeInstant.optional(),
    gainDb: decibels.optional(),
    /** By so many decibels it goes down while anything else is heard. */
    duckDb: z
      .number('must be a number of decibels')
      .min(0, 'must not be negative')
      .max(60, 'must be at most 60 dB')
      .optional(),
    loop: yesOrNo.default(false),
    fadeIn: fadeSeconds.optional(),
    fadeOut: fadeSeconds.optional(),
  },
  'must be an object',
);

const { tracks, music } = configLimits;

export const soundSchema = z.strictObject(
  {
    /** Heard together through the whole programme, whatever is seen. */
    tracks: z
      .array(trackSchema, 'must be a list of tracks')
      .max(tracks, `must hold at most ${tracks} tracks`)
      .optional(),
    /** The sound of what is seen: the default unless there are tracks. */
    follow: yesOrNo.optional(),
    music: z
      .array(musicSchema, 'must be a list of pieces of music')
      .max(music, `must hold at most ${music} pieces of music`)
      .optional(),
    loudness: loudness.optional(),
    truePeak: truePeak.optional(),
    fadeIn: fadeSeconds.optional(),
    fadeOut: fadeSeconds.optional(),
  },
  'must be an object',
);
