import { appendFile } from 'node:fs/promises';

/** One line of `log.ndjson`: a child, or a chunk that was there already. */
export type LogLine =
  | {
      readonly event: 'child';
      readonly task: string;
      readonly argv: readonly string[];
      readonly outcome: string;
      readonly durationMs: number;
      readonly stderr: string;
    }
  | { readonly event: 'reused'; readonly task: string; readonly key: string }
  | {
      readonly event: 'note';
      readonly task: string;
      readonly text: string;
      /** What was there already may be another owner's work, of which nobody else is told. */
      readonly about?: 'reuse';
    };

/** Writes what an export's children did, for the people who operate the server. */
export interface ChildLog {
  readonly write: (line: LogLine) => void;
  /** Resolves when everything is on disk; never rejects: a log must not fail an export. */
  readonly flush: () => Promise<void>;
}

export function openChildLog(path: string, stamp: { attempt: number; now: () => Date }): ChildLog {
  let last: Promise<void> = Promise.resolve();
  return {
    write: (line) => {
      const text = `${JSON.stringify({ at: stamp.now().toISOString(), attempt: stamp.attempt, ...line })}\n`;
      last = last.then(() => appendFile(path, text)).catch(() => undefined);
    },
    flush: () => last,
  };
}
