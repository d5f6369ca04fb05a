import { countClips } from '../contract/exports/export-request.ts';
import type { ExportConfig } from '../contract/config/parse-config.ts';
import { ProblemError, type Problem } from '../contract/problems.ts';
import type { RemoteFiles } from '../disk/remote-files.ts';
import type { ListingOf } from '../media/reading/kept/listings.ts';
import type { ReadSource, SourceToRead } from '../media/reading/read-types.ts';
import type { ProbeRun } from '../media/reading/probing/probe-run.ts';
import { probeBytes } from '../media/reading/probing/run-ffprobe.ts';
import type { MachineTools } from '../media/reading/tools.ts';
import { checkConfigTask, type ConfigTask } from './config-task.ts';
import type { CutTask, listenTask } from './cut-task.ts';
import {
  planDryTask,
  planTaskOf,
  type ConfigToPlan,
  type DryPlan,
  type DryPlanTask,
  type PlanTask,
} from './plan-task.ts';
import type { ImportedProject, ReadEditTask } from './read-edit-task.ts';
import { ThreadEndedError, type ThreadTask } from './thread.ts';
import { openThreadPool } from './thread-pool.ts';
import { findWorkerFile } from './worker-file.ts';

/**
 * The worker threads of a server or of one run of the command line. What takes long without waiting for anything
 * is done in them, under bounds on memory and time, so that nothing that anybody sends holds up the thread that
 * answers everybody. They start when they are first needed. Whoever opened them closes them.
 */
export interface Threads {
  /** As `readSource`; ffprobe is run with these tools. Throws a `ProblemError` where the file takes too much. */
  readonly readSource: (tools: MachineTools, source: SourceToRead) => Promise<ReadSource>;
  /** As `checkSource`, otherwise as above. */
  readonly checkSource: (tools: MachineTools, source: SourceToRead) => Promise<void>;
  /** The checked config of a body. Throws the `ProblemError` that speaks against it. */
  readonly checkConfig: (task: ConfigTask, signal: AbortSignal) => Promise<ExportConfig>;
  readonly planDry: (input: ConfigToPlan & DryPlanTask, signal: AbortSignal) => Promise<DryPlan>;
  /** Cuts and trims from levels; see `CutTask`. */
  readonly listen: (task: CutTask, signal: AbortSignal) => Promise<ReturnType<typeof listenTask>>;
  /** Renders one attempt; `answer` does what only the main thread can do. Throws a `ProblemError` where it takes too much. */
  readonly render: (task: Pick<ThreadTask, 'input' | 'signal' | 'answer'>) => Promise<unknown>;
  /** Renders ahead what an export of an edit would encode, or looks how much of that is there; see `render`. */
  readonly prepare: Threads['render'];
  /** An edit of another program. Throws the `ProblemError` that speaks against it. */
  readonly readEdit: (task: ReadEditTask, signal: AbortSignal) => Promise<ImportedProject>;
  readonly close: () => Promise<void>;
}

/** What is so small takes a few milliseconds; a thread that has to be started first takes a hundred times as long. */
const small = { clips: 200, pictures: 200_000, bytes: 256 * 1024 };

/** Readings wait for children and disks most of the time, as many as there may be at once; plans only compute. */
const readers = { name: 'reader', size: 4, heapMegabytes: 384 };
const planners = { name: 'planner', size: 1, heapMegabytes: 768 };
/** As many as there are exports that may render at once; a plan of 100,000 clips takes a few hundred megabytes. */
const renderers = { name: 'renderer', size: Infinity, heapMegabytes: 2048 };

/** Listing the packets of a large file may take minutes (see `run-ffprobe.ts`); reading its index does not. */
const readingDeadlineMs = 15 * 60_000;
/** The largest plan that a config may ask for takes a few seconds. */
const planningDeadlineMs = 2 * 60_000;
/** A render that is stopped first ends its children, which may take a while, and tidies up. */
const stoppingMs = 60_000;

/** `remoteFiles`: those that are fetched from elsewhere, where there are any. */
export function openThreads(remoteFiles?: RemoteFiles): Threads {
  let found: ReturnType<typeof findWorkerFile> | undefined;
  const file = () => (found ??= findWorkerFile());
  const reading = openThreadPool({ ...readers, file, remoteFiles });
  const planning = openThreadPool({ ...planners, file });
  const rendering = openThreadPool({ ...renderers, file, remoteFiles });
  const plan = (name: string, input: PlanTask | ConfigTask | CutTask | ReadEditTask, signal: AbortSignal) =>
    planning
      .run({ name, input, signal, deadlineMs: planningDeadlineMs, answer: noAnswer })
      .catch((error: unknown) => {
        throw asProblem(error, tooLargeToPlan);
      });
  const render =
    (name: string): Threads['render'] =>
    (task) =>
      rendering.run({ ...task, name, graceMs: stoppingMs }).catch((error: unknown) => {
        throw asProblem(error, tooLargeToRender);
      });
  const look = (task: string, tools: MachineTools, { path, name, signal }: SourceToRead) =>
    reading
      .run({
        ...{ name: task, input: { path, name }, signal, deadlineMs: readingDeadlineMs },
        answer: answerReader(tools),
      })
      .catch((error: unknown) => {
        throw asProblem(error, (why) => tooMuchToRead(name, why));
      });
  return {
    readSource: async (tools, source) => (await look('read-source', tools, source)) as ReadSource,
    checkSource: async (tools, source) => void (await look('check-source', tools, source)),
    checkConfig: async (task, signal) =>
      task.body.length <= small.bytes
        ? checkConfigTask(task)
        : ((await plan('check-config', task, signal)) as ExportConfig),
    planDry: async (input, signal) => {
      const task = { ...planTaskOf(input), cores: input.cores, isAnyRemote: input.isAnyRemote };
      return isSmall(input) ? planDryTask(task) : ((await plan('plan-dry', task, signal)) as DryPlan);
    },
    readEdit: async (task, signal) => (await plan('read-edit', task, signal)) as ImportedProject,
    listen: async (task, signal) => (await plan('listen', task, signal)) as ReturnType<typeof listenTask>,
    render: render('render'),
    prepare: render('prepare'),
    close: async () => {
      await Promise.all([reading.close(), planning.close(), rendering.close()]);
    },
  };
}

function isSmall({ config, sources }: ConfigToPlan): boolean {
  const pictures = sources.reduce((sum, source) => sum + (source?.index.rank.length ?? 0), 0);
  return countClips(config) <= small.clips && pictures <= small.pictures;
}

/** What a thread that reads a source asks for: ffprobe's words, and listings that are kept beside the chunks. */
function answerReader(tools: MachineTools): ThreadTask['answer'] {
  const { listings } = tools;
  return async (question, input, { signal }) => {
    switch (question) {
      case 'probe':
        return probeBytes(tools, { ...(input as Omit<ProbeRun, 'signal'>), signal });
      case 'recall':
        return listings?.recall(input as ListingOf);
      case 'keep': {
        const { ingredients, bytes } = input as { ingredients: ListingOf; bytes: Uint8Array };
        return listings?.keep(ingredients, bytes);
      }
      default:
        throw new Error(`A worker thread asked for ${question}`);
    }
  };
}

async function noAnswer(question: string): Promise<never> {
  throw new Error(`A worker thread that plans asked for ${question}`);
}

function asProblem(error: unknown, problemOf: (why: ThreadEndedError['why']) => Problem): unknown {
  // One that died of something else met a bug.
  const isBounded = error instanceof ThreadEndedError && error.why !== 'died';
  return isBounded ? new ProblemError(problemOf(error.why), { cause: error }) : error;
}

function tooMuchToRead(name: string, why: ThreadEndedError['why']): Problem {
  const what = why === 'deadline' ? 'more time' : 'more memory';
  return {
    code: 'SOURCE_TOO_DEMANDING',
    message: `The index of ${name} takes ${what} to read than any camera's file does.`,
    hint: 'Repackage it: `ffmpeg -i in -map 0:v:0 -map 0:a? -c copy out.mp4`.',
  };
}

function tooLargeToRender(): Problem {
  return {
    code: 'TOO_LARGE',
    message: 'The export takes more memory than there is for one.',
    hint: 'Divide it into several exports with fewer clips.',
  };
}

function tooLargeToPlan(): Problem {
  return {
    code: 'TOO_LARGE',
    message: 'The export is too large to be planned.',
    hint: 'Divide it into several exports with fewer clips.',
  };
}
