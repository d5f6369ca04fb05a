import type { ExportConfig } from '../contract/parse-config.ts';
import { ProblemError, type Problem } from '../contract/problems.ts';
import type { ListingOf } from '../media/reading/listings.ts';
import type { ReadSource, SourceToRead } from '../media/reading/read-source.ts';
import { probeBytes, type ProbeRun } from '../media/reading/run-ffprobe.ts';
import type { MachineTools } from '../media/reading/tools.ts';
import type { PlanInput, PlanResult } from '../planner/plan-export.ts';
import type { ConfigTask } from './config-task.ts';
import { packSegments } from './packed-segments.ts';
import { planDryTask, planTask, type DryPlan, type PlanTask } from './plan-task.ts';
import { ThreadEndedError, type ThreadTask } from './thread.ts';
import { openThreadPool } from './thread-pool.ts';
import { findWorkerFile } from './worker-file.ts';

/** A config to be planned, and what is known of its sources by their index. */
export interface ConfigToPlan extends Omit<PlanInput, 'edl' | 'request'> {
  readonly config: ExportConfig;
}

/**
 * The worker threads of a server or of one run of the command line. What takes long without waiting for anything
 * is done in them, under bounds on memory and time, so that nothing that anybody sends holds up the thread that
 * answers everybody. They start when they are first needed. Whoever opened them closes them.
 */
export interface Threads {
  /** As `readSource`; ffprobe is run with these tools. Throws a `ProblemError` where the file takes too much. */
  readonly readSource: (tools: MachineTools, source: SourceToRead) => Promise<ReadSource>;
  /** The checked config of a body. Throws the `ProblemError` that speaks against it. */
  readonly checkConfig: (task: ConfigTask, signal: AbortSignal) => Promise<ExportConfig>;
  readonly plan: (input: ConfigToPlan, signal: AbortSignal) => Promise<PlanResult>;
  readonly planDry: (
    input: ConfigToPlan & { readonly cores: number },
    signal: AbortSignal,
  ) => Promise<DryPlan>;
  readonly close: () => Promise<void>;
}

/** A plan so small takes a few milliseconds; a thread that has to be started first takes a hundred times as long. */
const small = { clips: 200, pictures: 200_000 };

/** Readings wait for children and disks most of the time; plans only compute. */
const readers = { name: 'reader', size: 2, heapMegabytes: 384 };
const planners = { name: 'planner', size: 1, heapMegabytes: 768 };

/** Listing the packets of a large file may take minutes (see `run-ffprobe.ts`); reading its index does not. */
const readingDeadlineMs = 15 * 60_000;
/** The largest plan that a config may ask for takes a few seconds. */
const planningDeadlineMs = 2 * 60_000;

export function openThreads(): Threads {
  let found: ReturnType<typeof findWorkerFile> | undefined;
  const file = () => (found ??= findWorkerFile());
  const reading = openThreadPool({ ...readers, file });
  const planning = openThreadPool({ ...planners, file });
  const plan = (name: string, input: PlanTask | ConfigTask, signal: AbortSignal) =>
    planning
      .run({ name, input, signal, deadlineMs: planningDeadlineMs, answer: noAnswer })
      .catch((error: unknown) => {
        throw asProblem(error, tooLargeToPlan);
      });
  return {
    readSource: async (tools, { path, name, signal }) => {
      const task: ThreadTask = {
        ...{ name: 'read-source', input: { path, name }, signal, deadlineMs: readingDeadlineMs },
        answer: answerReader(tools),
      };
      const read = await reading.run(task).catch((error: unknown) => {
        throw asProblem(error, (why) => tooMuchToRead(name, why));
      });
      return read as ReadSource;
    },
    checkConfig: async (task, signal) => (await plan('check-config', task, signal)) as ExportConfig,
    plan: async (input, signal) => {
      if (isSmall(input)) return planTask(taskOf(input));
      return (await plan('plan', taskOf(input), signal)) as PlanResult;
    },
    planDry: async (input, signal) => {
      const task = { ...taskOf(input), cores: input.cores };
      return isSmall(input) ? planDryTask(task) : ((await plan('plan-dry', task, signal)) as DryPlan);
    },
    close: async () => {
      await Promise.all([reading.close(), planning.close()]);
    },
  };
}

function isSmall({ config, sources }: ConfigToPlan): boolean {
  const pictures = sources.reduce((sum, source) => sum + (source?.index.rank.length ?? 0), 0);
  return config.segments.length <= small.clips && pictures <= small.pictures;
}

function taskOf({
  config: { segments, ...config },
  sources,
  encodedClips,
  isSoundEncoded,
}: ConfigToPlan): PlanTask {
  return {
    config,
    segments: packSegments(segments),
    sources: sources.map(
      (source) => source && { facts: source.facts, index: source.index, sound: source.sound },
    ),
    ...(encodedClips && { encodedClips }),
    ...(isSoundEncoded !== undefined && { isSoundEncoded }),
  };
}

/** What a thread that reads a source asks for: ffprobe's words, and listings that are kept beside the chunks. */
function answerReader(tools: MachineTools): ThreadTask['answer'] {
  const { listings } = tools;
  return async (question, input, signal) => {
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

function tooLargeToPlan(): Problem {
  return {
    code: 'TOO_LARGE',
    message: 'The export is too large to be planned.',
    hint: 'Divide it into several exports with fewer clips.',
  };
}
