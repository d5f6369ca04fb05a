import { z } from 'zod';
import { configLimits } from '../config/config-limits.ts';
import { exportIdSchema } from '../config/config-v1.ts';
import { label } from '../config/schema-parts.ts';
import { webhookUrlSchema } from '../exports/webhook.ts';
import { crossIssuesOfV2 } from './checks/cross-checks.ts';
import { captionsSchema, chapterSchema, overlaySchema, titleSchema } from './graphics-schema.ts';
import { outputSchemaV2 } from './output-schema.ts';
import { soundSchema } from './sound-schema.ts';
import { angleSchemaV2, layoutSchema, multicamSchema, shotSchema, sourceSchema } from './take-schema.ts';

const { sources, angles, layouts, clips, overlays, titles, chapters, outputs } = configLimits;

function list<Item extends z.ZodType>(item: Item, what: string, most: number) {
  return z
    .array(item, `must be a list of ${what}`)
    .max(most, `must hold at most ${most.toLocaleString('en')} ${what}`);
}

/**
 * Export config, version 2: a finished episode in one document. Unknown keys are refused. Three time lines: source
 * time (seconds in a file), take time (the one clock that all angles are laid on), programme time (seconds of the
 * finished edit).
 */
export const configV2Schema = z
  .strictObject({
    version: z.literal(2, 'must be 2'),
    id: exportIdSchema,
    projectId: label.optional(),
    projectName: label.default('Untitled'),
    createdAt: z.string('must be a text').max(100, 'must have at most 100 characters').optional(),
    /** The caller's own words; comes back in the status. */
    reference: label.optional(),
    /** Higher goes first. */
    priority: z
      .number('must be a whole number from -10 to 10')
      .int('must be a whole number')
      .min(-10, 'must be at least -10')
      .max(10, 'must be at most 10')
      .default(0),
    webhook: z.strictObject({ url: webhookUrlSchema }, 'must be an object').optional(),
    sources: list(sourceSchema, 'sources', sources).min(1, 'must name at least one source'),
    angles: list(angleSchemaV2, 'angles', angles).default([]),
    layouts: list(layoutSchema, 'layouts', layouts).default([]),
    /** The programme, in its order. */
    shots: list(shotSchema, 'shots', clips).min(1, 'must hold at least one shot').optional(),
    /** Instead of `shots`. */
    multicam: multicamSchema.optional(),
    sound: soundSchema.optional(),
    overlays: list(overlaySchema, 'overlays', overlays).default([]),
    titles: list(titleSchema, 'titles', titles).default([]),
    captions: captionsSchema.optional(),
    chapters: list(chapterSchema, 'chapters', chapters).default([]),
    outputs: list(outputSchemaV2, 'outputs', outputs).min(1, 'must ask for at least one output'),
  })
  .superRefine(
    (config, context) => {
      for (const { path, message } of crossIssuesOfV2(config)) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    },
    // Also where a key is missing: a person wants to hear everything at once.
    { when: () => true },
  );

export type ConfigV2 = z.infer<typeof configV2Schema>;
/** What a client may send: defaults still left out. */
export type ConfigV2Input = z.input<typeof configV2Schema>;
