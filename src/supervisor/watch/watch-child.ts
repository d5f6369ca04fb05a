import { setMaxListeners } from 'node:events';
import { keepHead, keepTail, tailText } from './byte-collectors.ts';
import { stopReasonOf, type ChildOutcome, type MemoryKill, type OutcomeFacts } from './child-outcome.ts';
import { closeLingering } from './close-lingering.ts';
import { readMemoryGroup, type MemoryGroup } from '../process/memory-group.ts';
import { readEverything } from './read-everything.ts';
import { readGroupUsage, readProcess } from '../process/process-table.ts';
import { signalGroup } from '../process/signal-group.ts';
import type { ChildExit, LiveChild } from '../start/spawn-child.ts';
import { MAX_TIMER_MS, watchForStall } from './stall-watch.ts';
import { createStopLadder } from './stop-ladder.ts';
import { watchVitals } from './vitals.ts';
import type { RunRequest, ChildRun } from './child-run.ts';

const DEFAULT_GRACE_MS = 1000;
const STDERR_TAIL_BYTES = 16 * 1024;
const CAPTURE_BYTES = 64 * 1024 * 1024;
/** How long after the exit a pipe may stay open with nothing to read. */
const LINGER_MS = 1000;

/** From the spawn to the outcome of a child that lives. */
export async function watchChild(child: LiveChild, request: RunRequest): Promise<ChildOutcome> {
  const run = openRun(child, request);
  const release = listenForStops(run);
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    run.ladder.kill();
    // Nobody reads on: without this the pipes would never end.
    for (const stream of outputsOf(child)) stream.destroy();
  };
  try {
    const [exit] = await Promise.all([
      seeOut(run),
      ...[announce(run), ...readEverything(run), child.closed].map((work) => work.catch(fail)),
    ]);
    if (failure !== undefined) throw failure.error;
    return outcomeOf(run, exit);
  } finally {
    release();
  }
}

function openRun(child: LiveChild, request: RunRequest): ChildRun {
  const { command, options } = request;
  const { stdin } = child;
  const ladder = createStopLadder({
    askToQuit: command.input === undefined && stdin !== undefined ? () => stdin.write('q') : undefined,
    signalGroup: (signal) => signalGroup(child.pid, signal),
    graceMs: options.graceMs ?? DEFAULT_GRACE_MS,
  });
  return {
    ...request,
    child,
    ladder,
    stall: watchForStall({
      stallMs: options.stallMs,
      readUsage: () => readGroupUsage(child.pid),
      onStall: () => ladder.stop('stall'),
    }),
    vitals: watchVitals(child.pid),
    stderr: keepTail(STDERR_TAIL_BYTES),
    stdout: keepHead(options.captureBytes ?? CAPTURE_BYTES),
    memory: readMemoryGroup(),
  };
}

/** Groups that the system would let live on when this process ends. */
const orphanGroups = new Set<number>();
const endOrphanGroups = (): void => orphanGroups.forEach((group) => signalGroup(group, 'SIGKILL'));

/** One listener for all of them: with one each, Node takes a dozen children for a leak. */
function endWithThisProcess(group: number): void {
  if (orphanGroups.size === 0) process.once('exit', endOrphanGroups);
  orphanGroups.add(group);
}

function letGo(group: number): void {
  if (orphanGroups.delete(group) && orphanGroups.size === 0) process.off('exit', endOrphanGroups);
}

/** @returns how to take every timer and listener of the run away again. */
function listenForStops({ child, ladder, stall, options: { signal, deadlineMs } }: ChildRun): () => void {
  const onAbort = (): void => ladder.stop(stopReasonOf(signal));
  const deadline =
    deadlineMs === undefined
      ? undefined
      : setTimeout(() => ladder.stop('deadline'), Math.min(deadlineMs, MAX_TIMER_MS));
  // Many children may share one signal; that is no leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  if (!child.diesWithParent) endWithThisProcess(child.pid);
  return () => {
    clearTimeout(deadline);
    signal.removeEventListener('abort', onAbort);
    letGo(child.pid);
    stall.dispose();
    ladder.dispose();
  };
}

async function announce({ child: { pid }, options: { onSpawn } }: ChildRun): Promise<void> {
  await onSpawn?.({ pid, startedAtTicks: readProcess(pid)?.startTicks });
}

interface SeenOut extends ChildExit {
  readonly durationMs: number;
}

/** Waits for the exit, then for the pipes; leaves nothing of the child's process group alive. */
async function seeOut({ child, ladder, stall, vitals, startedAtMs }: ChildRun): Promise<SeenOut> {
  const exit = await child.exited;
  const durationMs = performance.now() - startedAtMs;
  ladder.dispose();
  // Whatever it started and left behind. Reaped this instant, so the group id is still no one else's.
  signalGroup(child.pid, 'SIGKILL');
  const stopWaiting = closeLingering(outputsOf(child), LINGER_MS, () => ({
    chunkCount: vitals.chunkCount(),
    isReaderBusy: stall.isPaused(),
  }));
  await child.closed.catch(() => undefined).finally(stopWaiting);
  return { ...exit, durationMs };
}

function outputsOf({ stdout, stderr, progress }: LiveChild) {
  return [stdout, stderr, ...(progress === undefined ? [] : [progress])];
}

function outcomeOf(run: ChildRun, { code, signal, durationMs }: SeenOut): ChildOutcome {
  const { ladder, vitals, stderr, stdout, command } = run;
  const peakMemoryBytes = vitals.peakMemoryBytes();
  const memoryKill = signal === 'SIGKILL' && !ladder.wasForced() ? memoryKillSince(run.memory) : undefined;
  const facts: OutcomeFacts = {
    stopReason: ladder.reason(),
    wasForced: ladder.wasForced(),
    hasStarted: vitals.hasStarted(),
    durationMs,
    stderrTail: tailText(stderr),
    ...(command.stdout === 'capture'
      ? { stdout: stdout.bytes(), isStdoutTruncated: stdout.isTruncated() }
      : {}),
    ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
    ...(memoryKill === undefined ? {} : { memoryKill }),
  };
  return signal === null
    ? { kind: 'exited', exitCode: code ?? 0, ...facts }
    : { kind: 'signaled', signal, ...facts };
}

function memoryKillSince(before: MemoryGroup | undefined): MemoryKill | undefined {
  const now = readMemoryGroup();
  if (now === undefined || before === undefined || now.kills <= before.kills) return undefined;
  return { limitBytes: now.limitBytes };
}
