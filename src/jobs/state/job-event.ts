import type { Problem } from '../../contract/problems.ts';
import type { OutputUpdate, RenderUpdate } from '../../contract/exports/render-port.ts';
import type { ExportOutput, OutputStatus, Report, Warning } from '../../contract/exports/status.ts';

/** Everything that can happen to an export. */
export type JobEvent =
  /** Its turn has come; the token names this run. */
  | { readonly kind: 'start'; readonly attemptToken: string }
  | { readonly kind: 'update'; readonly update: RenderUpdate }
  /** Others left the line ahead of it. */
  | { readonly kind: 'move' }
  /** The user wants a running export stopped; its children still live. */
  | { readonly kind: 'request-cancel' }
  /** Nothing of it runs any more and it shall not run. */
  | { readonly kind: 'cancel' }
  | {
      readonly kind: 'complete';
      readonly output: ExportOutput;
      readonly report: Report;
      readonly warnings: readonly Warning[];
      /** How those that were made ended; the first where it is left out. */
      readonly outputs?: readonly OutputUpdate[] | undefined;
    }
  | {
      readonly kind: 'fail';
      readonly problem: Problem;
      readonly warnings: readonly Warning[];
      readonly outputs?: readonly OutputUpdate[] | undefined;
    }
  /** Some of its outputs are there, found by their publications; others are still to be made. */
  | { readonly kind: 'published'; readonly outputs: readonly OutputUpdate[] }
  /** The server stops in good order and hands it to the next one; `reason` is a sentence. */
  | { readonly kind: 'put-back'; readonly reason: string }
  /** The server died while its children worked; it may be known that it died of something else. */
  | { readonly kind: 'interrupt'; readonly isBlamed: boolean }
  /** A new server takes it over as the last one left it. */
  | { readonly kind: 'adopt' }
  | { readonly kind: 'retry' }
  /** One more output, or one of them again, is to be made; the others stay as they are. */
  | { readonly kind: 'make-output'; readonly output: OutputStatus }
  /** An output is no longer wanted; its file is gone. */
  | { readonly kind: 'drop-output'; readonly id: string };
