import type { ByteCollector } from './byte-collectors.ts';
import type { ChildCommand, ChildOptions } from '../start/child-command.ts';
import type { MemoryGroup } from '../process/memory-group.ts';
import type { LiveChild } from '../start/spawn-child.ts';
import type { StallWatch } from './stall-watch.ts';
import type { StopLadder } from './stop-ladder.ts';
import type { Vitals } from './vitals.ts';

/** What a caller wants of one run. */
export interface RunRequest {
  readonly command: ChildCommand;
  readonly options: ChildOptions;
  readonly startedAtMs: number;
}

/** Everything that belongs to one run and dies with it. */
export interface ChildRun extends RunRequest {
  readonly child: LiveChild;
  readonly ladder: StopLadder;
  readonly stall: StallWatch;
  readonly vitals: Vitals;
  readonly stderr: ByteCollector;
  readonly stdout: ByteCollector;
  /** As it was before the child did anything. */
  readonly memory: MemoryGroup | undefined;
}
