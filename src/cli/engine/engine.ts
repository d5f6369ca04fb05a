import type { CutOrder, TrimOrder } from '../../autocut/cut-task.ts';
import type { Capabilities, SourceProbe } from '../../contract/footage/media.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { PlanPreview } from '../../contract/exports/plan-preview.ts';
import type { SyncResult } from '../../contract/footage/source-assets.ts';
import type { SuggestedCuts, TrimsAnswer } from '../../contract/cutting/suggest-cuts.ts';
import type { Render } from '../../jobs/ports.ts';

/**
 * The renderer and what it knows, as the command line uses it: no server, no queue. Methods reject with a
 * `ProblemError` for what a person can understand, anything else is a bug. Whoever opened it closes it.
 */
export interface Engine {
  readonly render: Render;
  /** What an export would do; writes nothing. */
  readonly dryRun: (config: ExportConfig, signal?: AbortSignal) => Promise<PlanPreview>;
  /** Checks sources, encoders and space; rejects with the `ProblemError` that speaks against the export. */
  readonly admit: (config: ExportConfig) => Promise<unknown>;
  /** Looks at any file of this machine, by absolute path; the path rules of the library do not apply. */
  readonly probe: (path: string, signal?: AbortSignal) => Promise<SourceProbe>;
  /** See `Suggestions`: who speaks when decides what is shown. */
  readonly suggestCuts: (order: CutOrder, signal?: AbortSignal) => Promise<SuggestedCuts>;
  readonly suggestTrims: (order: TrimOrder, signal?: AbortSignal) => Promise<TrimsAnswer>;
  /** Where files lie against a reference by their sound, one result for each of `others`, in their order. */
  readonly sync: (
    request: { readonly reference: string; readonly others: readonly string[] },
    signal?: AbortSignal,
  ) => Promise<readonly SyncResult[]>;
  /** Never rejects because ffmpeg is missing: then `ffmpegVersion` is null. */
  readonly capabilities: () => Promise<Capabilities>;
  /** Stops what still runs and answers when the last child is dead. */
  readonly close: () => Promise<void>;
}

export interface EngineOptions {
  /** The only folder, besides `MEDIA_ROOTS`, that the config's sources may lie in. Absolute. */
  readonly sourcesFolder: string;
  /** Where finished chunks go and are looked for. Absolute; made when something is first put into it. */
  readonly chunksFolder: string;
}

export type OpenEngine = (options: EngineOptions) => Promise<Engine>;
