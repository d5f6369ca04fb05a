import { z } from 'zod';
import { namedIdPattern } from '../config/config-limits.ts';
import { laterFileSchema } from '../project-angle.ts';
import { cutKnobsSchema, trimKnobsSchema } from './cut-knobs-schema.ts';

const label = z.string().min(1).max(64);
const filePath = z.string().min(1).max(4096);
const seconds = z.number().min(-86_400).max(86_400);
/** `source = offsetSeconds + take × (1 + driftPpm / 1,000,000)`, as in a project's angle. */
const clock = {
  offsetSeconds: seconds.default(0),
  driftPpm: z.number().min(-2000).max(2000).default(0),
};

/** A part of the take in seconds, `[from, to)`. */
const takePart = z
  .object({ from: seconds, to: seconds })
  .refine(({ from, to }) => to > from, 'A range must end after it starts.');

/** A file, and those that its recording goes on in, as in a project's angle. */
const files = { filePath, laterFiles: z.array(laterFileSchema).max(63).optional() };

const angle = z.object({
  id: label,
  ...files,
  ...clock,
  /** The speakers in its picture, by id, or `wide` for everybody. Left out, it is guessed from its own sound. */
  shows: z.union([z.literal('wide'), z.array(label).min(1).max(16)]).optional(),
});

/** Somebody, and the track that hears them best: a recorder's file, or a camera's. */
const speaker = z.object({ id: label, ...files, ...clock });

const tooLong = 'A range must not be longer than 24 hours.';

/** What a take is: a project, by its id, or angles (and speakers). */
const take = {
  projectId: z.string().regex(namedIdPattern).optional(),
  angles: z.array(angle).min(1).max(64).optional(),
  /** Left out, each angle whose own sound hears somebody best is a speaker, of the angle's id. */
  speakers: z.array(speaker).min(1).max(16).optional(),
  /** What of the take is looked at; left out, all that any of its angles has recorded. */
  range: takePart.refine(({ from, to }) => to - from <= 86_400, tooLong).optional(),
};

const isTold = ({ projectId, angles }: { projectId?: string | undefined; angles?: unknown }) =>
  projectId !== undefined || angles !== undefined;
const untold = 'must name a project (projectId) or angles';

export const cutsRequestSchema = z
  .object({
    ...take,
    preset: z.enum(['calm', 'lively', 'mostly-wide']).optional(),
    /** Single knobs turned otherwise than the preset, or the defaults, have them. */
    knobs: cutKnobsSchema.partial().optional(),
    /** Cuts are put on frames of this rate; of a project, on those of its programme. */
    fps: z.number().min(1).max(240).optional(),
  })
  .refine(isTold, untold);
export type CutsRequest = z.infer<typeof cutsRequestSchema>;
export type CutsRequestInput = z.input<typeof cutsRequestSchema>;

export const trimsRequestSchema = z
  .object({ ...take, knobs: trimKnobsSchema.partial().optional() })
  .refine(isTold, untold);
export type TrimsRequest = z.infer<typeof trimsRequestSchema>;

export type TakeAngle = z.infer<typeof angle>;
export type TakeSpeaker = z.infer<typeof speaker>;

/** Times are seconds of the take; shots fill the range without gaps. */
export interface SuggestedCuts {
  readonly shots: readonly {
    readonly angleId: string;
    readonly from: number;
    readonly to: number;
    /** Whom it shows and why: one speaker, several, everybody, a listener's reaction, or a change in a long shot. */
    readonly why: 'speaker' | 'several' | 'wide' | 'reaction' | 'variety';
  }[];
  readonly angles: readonly {
    readonly id: string;
    readonly shows: 'wide' | readonly string[];
    readonly isGuessed: boolean;
  }[];
  readonly speakers: readonly { readonly id: string; readonly spokenSeconds: number }[];
  /** Sentences: what could not be told apart. */
  readonly warnings: readonly string[];
}

/** Times are seconds of the take. */
export interface TrimsAnswer {
  readonly trims: readonly { readonly from: number; readonly to: number }[];
  /** What would be taken out, all together. */
  readonly seconds: number;
  /** Null where nobody says anything. */
  readonly firstWord: number | null;
  readonly lastWord: number | null;
}
