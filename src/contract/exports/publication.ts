import { z } from 'zod';
import { outputSchema, reportSchema, warningSchema } from './status.ts';

/**
 * How a finished export becomes visible exactly once. The renderer, with the verified and synced file still
 * under its partial name: (1) writes this record beside it, synced; (2) renames the file to `output.{ext}`;
 * (3) syncs the folder; (4) answers `completed`. The rename is the one moment that counts: a record without
 * the output, with another size or with the token of an earlier attempt says nothing.
 */
export const publicationFile = 'output.json';

/** The name of the record beside an output's file: every output of an export becomes visible by itself, in this way. */
export function publicationFileOf(outputFile: string): string {
  return outputFile.replace(/\.[^.]*$/, '.json');
}

export const publicationSchema = z.object({
  schemaVersion: z.literal(1),
  /** The attempt that made the file: `RenderRequest.attemptToken`. */
  attemptToken: z.string(),
  output: outputSchema,
  report: reportSchema,
  warnings: z.array(warningSchema),
  /**
   * The key of the file in the storage, where it does not lie beside this record. It is there, whole and for good, before
   * the record is; the moment that counts is then that of the record itself.
   */
  object: z.string().optional(),
});
export type Publication = z.infer<typeof publicationSchema>;
