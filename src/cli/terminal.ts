/** A stream as far as the command line uses one; `process.stdout` and `process.stderr` fit. */
export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a command is given of the world. */
export interface Terminal {
  /** Results: what a script would read. */
  readonly out: Output;
  /** Progress and problems: what a person reads. */
  readonly err: Output;
  /** Aborted by Ctrl-C, SIGTERM or a closed pipe. */
  readonly signal: AbortSignal;
}

export function writeLine(output: Output, text: string): void {
  output.write(`${text}\n`);
}
