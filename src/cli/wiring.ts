import type { OpenEngine } from './engine.ts';
import type { Terminal } from './terminal.ts';

/** What the commands are connected to; tests connect them to something else. */
export interface Wiring {
  readonly openEngine: OpenEngine;
  /** Runs the server until it has shut down, and answers with the exit code. It listens to signals itself. */
  readonly serve: () => Promise<number>;
  /** What the environment says. Throws a `ProblemError` when it is not valid. */
  readonly settings: () => Settings;
}

/** The part of the configuration that the commands themselves look at. */
export interface Settings {
  /** `MEDIA_BASE_PATH`, absolute. */
  readonly mediaFolder: string;
  /** Names to be found on the PATH, or absolute paths. */
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  /** `PATH`. */
  readonly searchPath?: string | undefined;
}

export interface CommandContext {
  readonly wiring: Wiring;
  readonly terminal: Terminal;
}
