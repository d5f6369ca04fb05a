import { Command, CommanderError } from 'commander';
import about from '../../package.json' with { type: 'json' };
import { ProblemError, problemFrom, problems } from '../contract/problems.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand, type ExportOptions } from './commands/export.ts';
import { planCommand, type PlanOptions } from './commands/plan.ts';
import { serveCommand } from './commands/serve.ts';
import { cancelledExit, exitCodeOf } from './exit-codes.ts';
import { problemJson, problemText } from './problem-text.ts';
import { listenForStop } from './stop-signals.ts';
import { writeLine, type Terminal } from './terminal.ts';
import type { CommandContext, Wiring } from './wiring.ts';

/** A command line that makes no sense is a request that makes no sense. */
const usageExit = problems.INVALID_CONFIG.exit;

/**
 * Runs `cutroom ARGUMENTS` and answers with the exit code; never rejects.
 * `arguments_` without the names of node and the program.
 */
export async function runCommandLine(arguments_: readonly string[], wiring: Wiring): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(wiring, (code) => (exitCode = code));
  try {
    await program.parseAsync(arguments_, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExit;
    throw error;
  }
}

function buildProgram(wiring: Wiring, end: (exitCode: number) => void): Command {
  const program = new Command('cutroom')
    .description('Frame-exact exports of multicam edits: the server, and the same render without one.')
    .version(about.version, '-V, --version')
    .exitOverride()
    .showHelpAfterError('(cutroom --help says more)');
  program
    .command('serve')
    .description('run the server with its page; settings come from the environment')
    .action(async () => end(await guard(() => serveCommand({ wiring, terminal: plainTerminal() }), false)));
  program
    .command('export')
    .description('render a cut list to a file')
    .argument('<config.json>', 'export config, version 1')
    .option('--sources <dir>', 'folder with the camera files (default: the library, else beside the config)')
    .option('--out <file>', 'the file to write (default: <id>.mp4 or <id>.webm here)')
    .option('--chunks <dir>', 'keep finished chunks there, so that the next export can reuse them')
    .option('--json', 'one status object a line on stdout, the report last')
    .action(async (path: string, options: ExportOptions) =>
      end(await stoppable((context) => exportCommand(path, options, context), wiring, options.json)),
    );
  program
    .command('plan')
    .description('say what an export would copy and encode; nothing is written')
    .argument('<config.json>', 'export config, version 1')
    .option('--sources <dir>', 'folder with the camera files (default: the library, else beside the config)')
    .option('--json', 'the whole plan as JSON')
    .action(async (path: string, options: PlanOptions) =>
      end(await stoppable((context) => planCommand(path, options, context), wiring, options.json)),
    );
  program
    .command('doctor')
    .description('say what is installed, what works, what is missing and how to get it')
    .argument('[file]', 'say what this file is and what Cutroom will do with it')
    .action(async (path: string | undefined) =>
      end(await stoppable((context) => doctorCommand(path, context), wiring)),
    );
  return program;
}

type Task = (context: CommandContext) => Promise<number>;

async function stoppable(task: Task, wiring: Wiring, isJson: true | undefined = undefined): Promise<number> {
  using stop = listenForStop();
  const terminal = { ...plainTerminal(), signal: stop.signal };
  // Awaited here: the signals are listened to until the command has cleaned up.
  return await guard(() => task({ wiring, terminal }), isJson === true, stop.signal);
}

/** Turns whatever a command throws into words and an exit code. */
async function guard(task: () => Promise<number>, isJson: boolean, signal?: AbortSignal): Promise<number> {
  try {
    return await task();
  } catch (error) {
    if (signal?.aborted === true) return cancelledExit;
    const problem = error instanceof ProblemError ? error.problem : problemFrom(error);
    const { out, err } = plainTerminal();
    if (isJson) writeLine(out, problemJson(problem));
    else writeLine(err, problemText(problem));
    // A bug: on the command line there is no log to look into but this.
    if (!(error instanceof ProblemError))
      writeLine(err, error instanceof Error ? (error.stack ?? '') : String(error));
    return exitCodeOf(problem);
  }
}

function plainTerminal(): Terminal {
  return { out: process.stdout, err: process.stderr, signal: new AbortController().signal };
}
