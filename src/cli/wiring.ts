import type { Accounts } from '../accounts/open-accounts.ts';
import type { OpenEngine } from './engine/engine.ts';
import type { Terminal } from './terminal.ts';

/** What the commands are connected to; tests connect them to something else. */
export interface Wiring {
  readonly openEngine: OpenEngine;
  /** Runs the server until it has shut down, and answers with the exit code. It listens to signals itself. */
  readonly serve: () => Promise<number>;
  /** The same for a worker of several machines. */
  readonly work: () => Promise<number>;
  /** Opens the accounts of this server. Throws a `ProblemError` where it has none. Whoever calls it closes them. */
  readonly openAccounts: () => Promise<{
    readonly accounts: Accounts;
    /** Of the server's pages, with the path that they lie under; undefined where nobody has said it. */
    readonly publicUrl: string | undefined;
    /** `BASE_PATH`. */
    readonly basePath: string;
  }>;
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
  /** FFmpeg children at once. */
  readonly ffmpegConcurrency: number;
  /** Cores that this process may use. */
  readonly cores: number;
  /** `PATH`. */
  readonly searchPath?: string | undefined;
}

export interface CommandContext {
  readonly wiring: Wiring;
  readonly terminal: Terminal;
}
