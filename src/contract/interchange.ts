import { z } from 'zod';
import { namedIdPattern } from './config/config-limits.ts';

/** Formats that are written, as the endings of their files. ATEM projects (`.drp`) are read only. */
export const exchangeFormats = ['fcpxml', 'xml', 'otio', 'edl'] as const;
export type ExchangeFormat = (typeof exchangeFormats)[number];

/** An edit of another program. */
export const importRequestSchema = z.object({
  fileName: z.string().min(1).max(1000),
  /** The file's text; what kind it is, it tells. */
  text: z.string().max(4 * 1024 * 1024, 'is larger than 4 MB'),
  /** For an EDL, which does not say it: frames per second. */
  fps: z.number().min(1).max(240).optional(),
  /** Makes a project of it; otherwise it is only answered. */
  create: z.boolean().default(false),
});
export type ImportRequest = z.infer<typeof importRequestSchema>;

export const exchangeRequestSchema = z.object({
  projectId: z.string('must be the id of a project').regex(namedIdPattern, 'must be the id of a project'),
  format: z.enum(exchangeFormats),
});

/** A file for another program. */
export interface ExchangeFile {
  readonly fileName: string;
  readonly text: string;
  /** Sentences: what the file does not say. */
  readonly notes: readonly string[];
}
