import type { ChildLimits } from '../supervisor/start/child-limits.ts';
import type { ChildCommand, SpawnedChild } from '../supervisor/start/child-command.ts';
import { spawnFailed, type ChildOutcome } from '../supervisor/watch/child-outcome.ts';
import type { RecordedChildren } from '../supervisor/recorded-children.ts';
import { superviseChild } from '../supervisor/supervise-child.ts';
import { makeOutputs, type Surroundings } from './confine.ts';
import type { ChildOutput, ChildWork } from './child-work.ts';
import type { ChildrenOptions } from './children-options.ts';

/** What all children of a process share. */
export interface Nursery {
  readonly options: ChildrenOptions;
  readonly surroundings: Surroundings;
  readonly records: RecordedChildren;
}

interface ChildStart {
  readonly args: readonly string[];
  readonly limits: ChildLimits;
  readonly signal: AbortSignal;
}

const usualNiceness = 10;
/** Exports run at 10: beside them background work gets what is left of the cores. */
const lastNiceness = 19;

/** Starts the child of a work that has its slot, and sees it to its end. */
export async function startChild(
  { options, surroundings, records }: Nursery,
  work: ChildWork,
  { args, limits, signal }: ChildStart,
): Promise<ChildOutcome> {
  const niceness = work.yields
    ? (options.yieldingNiceness ?? lastNiceness)
    : (options.niceness ?? usualNiceness);
  const { wrappers, programs } = surroundings;
  const { reads, writes } = work.uses;
  if (wrappers.confinement) await makeOutputs(writes);
  let spawned: SpawnedChild | undefined;
  let unrecorded: ChildOutcome | undefined;
  const halt = new AbortController();
  try {
    const outcome = await superviseChild(
      { file: options[work.program], args, stdout: stdoutOf(work.output) },
      {
        signal: AbortSignal.any([signal, halt.signal]),
        stallMs: options.stallMs,
        deadlineMs: work.deadlineMs,
        wrappers,
        searchPath: options.searchPath,
        limits: { ...limits, niceness, files: { reads, writes, programs } },
        ...(hasBound(work.output) ? { captureBytes: work.output.mostBytes } : {}),
        onSpawn: async (child) => {
          spawned = child;
          try {
            await records.record(child, work.label);
          } catch (error) {
            unrecorded = unrecordedOutcome(error);
            return halt.abort('cancel');
          }
          options.onStarted?.(work.label, child.pid);
        },
        onBlock: (block) => tellProgress(work, block),
      },
    );
    return unrecorded ?? outcome;
  } finally {
    // Also where a callback threw: a record that stays would be taken for a child that lives.
    if (spawned) await records.forget(spawned).catch(() => undefined);
  }
}

/** A child of which nobody would know after a crash is stopped as if it had never been started. */
function unrecordedOutcome(error: unknown): ChildOutcome {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return spawnFailed('It could not be recorded.', code);
}

function hasBound(output: ChildOutput): output is { readonly mostBytes: number } {
  return typeof output === 'object' && 'mostBytes' in output;
}

function stdoutOf(output: ChildOutput): NonNullable<ChildCommand['stdout']> {
  if (output === 'progress') return 'progress';
  return 'mostBytes' in output ? 'capture' : { pipe: output.onData };
}

function tellProgress({ onFrames, onSeconds }: ChildWork, block: ReadonlyMap<string, string>): void {
  const frames = Number(block.get('frame'));
  const micros = Number(block.get('out_time_us'));
  if (frames > 0) onFrames?.(frames);
  if (micros > 0) onSeconds?.(micros / 1e6);
}
