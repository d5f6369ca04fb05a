import { z } from 'zod';
import { configLimits } from '../config/config-limits.ts';
import { label, sourceInstant, sourcePath, yesOrNo } from '../config/schema-parts.ts';

/* What was recorded, and which of it is seen when. */

/** How something is called within the config. */
export const nameInConfig = label.min(1, 'must not be empty');

const share = z
  .number('must be a number from 0 to 1')
  .min(0, 'must not be below 0')
  .max(1, 'must not be above 1');
const shareAbove0 = z
  .number('must be a number from 0 to 1')
  .gt(0, 'must be above 0')
  .max(1, 'must not be above 1');

const area = { x: share, y: share, width: shareAbove0, height: shareAbove0 };

/** How a picture is brought into a place of another shape. */
export const lookSchema = {
  fit: z.enum(['contain', 'cover'], 'must be "contain" or "cover"').optional(),
  crop: z.strictObject(area, 'must be an area: x, y, width and height, each from 0 to 1').optional(),
  focus: z.tuple([share, share], 'must be two numbers from 0 to 1').optional(),
};

export const driftPpm = z
  .number('must be a number of millionths')
  .min(-configLimits.driftPpm, `must be at least -${configLimits.driftPpm} ppm`)
  .max(configLimits.driftPpm, `must be at most ${configLimits.driftPpm} ppm`);

export const sourceSchema = z.strictObject(
  { id: nameInConfig, name: label.optional(), filePath: sourcePath },
  'must be an object',
);

export const angleSchemaV2 = z.strictObject(
  {
    id: nameInConfig,
    name: label.optional(),
    /** Ids of sources: one recording in several files, one after the other without a gap. */
    files: z
      .array(nameInConfig, 'must be a list of ids of sources')
      .min(1, 'must name at least one source')
      .max(configLimits.sources, `must name at most ${configLimits.sources} sources`),
    /** Source time = offset + take time × (1 + driftPpm / 1,000,000), in seconds. */
    offset: sourceInstant.default(0),
    driftPpm: driftPpm.default(0),
    /** Seconds by which its picture lags its own sound. */
    pictureDelay: z
      .number('must be a number of seconds')
      .min(-10, 'must be at least -10 seconds')
      .max(10, 'must be at most 10 seconds')
      .default(0),
    ...lookSchema,
  },
  'must be an object',
);

const tileSchema = z.strictObject({ angle: nameInConfig, ...area, ...lookSchema }, 'must be an object');

/** Several angles at once; used like an angle. */
export const layoutSchema = z.strictObject(
  {
    id: nameInConfig,
    tiles: z
      .array(tileSchema, 'must be a list of tiles')
      .min(1, 'must hold at least one tile')
      .max(configLimits.tiles, `must hold at most ${configLimits.tiles} tiles`),
  },
  'must be an object',
);

const transitionSchema = z.strictObject(
  {
    kind: z.enum(
      ['dissolve', 'fade-black', 'fade-white'],
      'must be "dissolve", "fade-black" or "fade-white"',
    ),
    seconds: z
      .number('must be a number of seconds')
      .gt(0, 'must be more than 0 seconds')
      .max(configLimits.transitionSeconds, `must be at most ${configLimits.transitionSeconds} seconds`),
  },
  'must be an object',
);

export const shotSchema = z.strictObject(
  {
    /** Id of an angle or a layout; `from` and `to` are take time then. */
    show: nameInConfig.optional(),
    /** Id of a source: a clip of its own, with its own sound; `from` and `to` are source time then. */
    source: nameInConfig.optional(),
    from: sourceInstant,
    to: sourceInstant,
    /** It may lie outside its files altogether, and is black and silent then; otherwise that is an error. */
    outside: z.literal('black', 'must be "black"').optional(),
    /** The sound of the take is not heard during this shot; music goes on. */
    silent: yesOrNo.optional(),
    /** Into this shot from the one before it, centred on the cut. */
    transition: transitionSchema.optional(),
  },
  'must be an object',
);

const switchPointSchema = z.strictObject({ time: sourceInstant, angleId: nameInConfig }, 'must be an object');

/** The programme as editors keep a multicam clip: a range of the take and where it is switched. */
export const multicamSchema = z.strictObject(
  {
    range: z.tuple([sourceInstant, sourceInstant], 'must be two numbers of seconds: from and to'),
    switchPoints: z
      .array(switchPointSchema, 'must be a list of switch points')
      .min(1, 'must hold at least one switch point')
      .max(configLimits.clips, `must hold at most ${configLimits.clips.toLocaleString('en')} switch points`),
  },
  'must be an object',
);
