import type { ExportConfig } from '../config/parse-config.ts';
import type { Problem } from '../problems.ts';
import type { ExportOutput, PlanSummary, Report, Stage, Warning } from './status.ts';

/** One attempt at one export, as the job queue hands it to the renderer. */
export interface RenderRequest {
  readonly jobId: string;
  readonly config: ExportConfig;
  /** The export's own folder; config, status, plan, log and output lie in it. */
  readonly folder: string;
  /** Counts from 1. */
  readonly attempt: number;
  /**
   * Names this run of this attempt, on disk before it starts. It belongs into the names of partial files and
   * into the publication record (`publication.ts`), so that nothing older can pass for this one's work.
   */
  readonly attemptToken: string;
  /** Ids of the outputs that are to be made; all of them where it is left out. */
  readonly outputs?: readonly string[];
  /** Exports with a smaller order go first wherever they compete for children. */
  readonly order: number;
}

/** How one of the outputs stands. */
export interface OutputUpdate {
  readonly id: string;
  readonly state: 'pending' | 'processing' | 'completed' | 'failed';
  readonly progress: number;
  readonly plan?: PlanSummary;
  /** With `completed`. */
  readonly output?: ExportOutput;
  readonly report?: Report;
  /** With `failed`. */
  readonly problem?: Problem;
}

/** Where a render is now. Every field is the latest known value; `progress` never falls within an attempt. */
export interface RenderUpdate {
  readonly stage: Stage;
  readonly progress: number;
  readonly message: string;
  readonly framesDone: number;
  readonly framesTotal: number;
  readonly speed: number | null;
  readonly etaSeconds: number | null;
  readonly warnings: readonly Warning[];
  /** Of the first output. */
  readonly plan?: PlanSummary;
  /** Of all that this attempt makes. */
  readonly outputs?: readonly OutputUpdate[];
}

/** How an attempt ended. Being stopped is an outcome, not an error. */
export type RenderOutcome =
  | {
      readonly kind: 'completed';
      /** Of the first that was made. */
      readonly output: ExportOutput;
      readonly report: Report;
      readonly warnings: readonly Warning[];
      readonly outputs?: readonly OutputUpdate[];
    }
  | {
      readonly kind: 'failed';
      readonly problem: Problem;
      readonly warnings: readonly Warning[];
      /** Those that were made are there all the same. */
      readonly outputs?: readonly OutputUpdate[];
    }
  | { readonly kind: 'stopped'; readonly reason: 'cancel' | 'shutdown' };
