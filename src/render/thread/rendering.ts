import type { ChildEnd, ChildWork } from '../../children/child-work.ts';
import type { RenderRequest } from '../../contract/exports/render-port.ts';
import type { SourceRoots } from '../../media/library/resolve-source.ts';
import type { PackedConfig } from '../../threads/packed-config.ts';

/** One attempt as it crosses to the thread that renders it. */
export interface Rendering {
  readonly request: Omit<RenderRequest, 'config'>;
  readonly config: PackedConfig;
  readonly machine: Machine;
}

/** What the thread has to know of the server. */
export interface Machine {
  readonly ffmpegVersion: string;
  /** Most children that work at once, at the start. */
  readonly concurrency: number;
  readonly chunksFolder: string;
  /** Whether chunks are shared with other machines. */
  readonly hasDepot: boolean;
  readonly roots: SourceRoots;
  readonly cores: number;
}

/** A child that the thread wants: what its callbacks say and hear crosses under the number of the call. */
export interface ChildCall extends Pick<
  ChildWork,
  'program' | 'label' | 'uses' | 'kind' | 'priority' | 'yields' | 'deadlineMs' | 'makes'
> {
  readonly call: number;
  /** Most bytes of an answer, or what else stdout is for. */
  readonly output: 'progress' | 'data' | { readonly mostBytes: number };
}

/** How a child of the thread ended. */
export interface ChildReturn {
  readonly end: ChildEnd;
  /** Most children that work at once by then: of a fleet it changes while an export is rendered. */
  readonly concurrency: number;
}

/** What the main thread says to the callbacks of a child. */
export type ChildWord =
  | { readonly call: number; readonly threads: number }
  | { readonly call: number; readonly frames: number }
  | { readonly call: number; readonly seconds: number }
  | { readonly call: number; readonly bytes: Uint8Array };
