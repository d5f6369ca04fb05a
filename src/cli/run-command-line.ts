import { Command, CommanderError } from 'commander';
import about from '../../package.json' with { type: 'json' };
import { ProblemError, problemFrom, problems } from '../contract/problems.ts';
import { convertCommand, type ConvertOptions } from './commands/convert.ts';
import { cutCommand, type CutOptions } from './commands/cut.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand, type ExportOptions } from './commands/export.ts';
import { planCommand, type PlanOptions } from './commands/plan.ts';
import { usersActions, usersCommand, type UsersAction, type UsersOptions } from './commands/users.ts';
import { serveCommand } from './commands/serve.ts';
import { workerCommand } from './commands/worker.ts';
import { cancelledExit, exitCodeOf } from './exit-codes.ts';
import { problemJson, problemText } from './words/problem-text.ts';
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
    .command('worker')
    .description('render for the servers that share REDIS_URL and MEDIA_BASE_PATH')
    .action(async () => end(await guard(() => workerCommand({ wiring, terminal: plainTerminal() }), false)));
  program
    .command('export')
    .description('render an edit to its files')
    .argument('<config.json>', 'export config, version 1 or 2')
    .option('--sources <dir>', 'folder with the camera files (default: the library, else beside the config)')
    .option(
      '--out <file>',
      'the first file to write (default: <id>.mp4 or the like here); others go beside it',
    )
    .option('--only <output...>', 'ids of the outputs to make (default: all)')
    .option('--chunks <dir>', 'keep finished chunks there, so that the next export can reuse them')
    .option('--json', 'one status object a line on stdout, the report last')
    .action(async (path: string, options: ExportOptions) =>
      end(await stoppable((context) => exportCommand(path, options, context), wiring, options.json)),
    );
  program
    .command('plan')
    .description('say what an export would copy and encode; nothing is written')
    .argument('<config.json>', 'export config, version 1 or 2')
    .option('--sources <dir>', 'folder with the camera files (default: the library, else beside the config)')
    .option('--json', 'the whole plan as JSON')
    .action(async (path: string, options: PlanOptions) =>
      end(await stoppable((context) => planCommand(path, options, context), wiring, options.json)),
    );
  addEditing(program, wiring, end);
  addUsers(program, wiring, end);
  program
    .command('doctor')
    .description('say what is installed, what works, what is missing and how to get it')
    .argument('[file]', 'say what this file is and what Cutroom will do with it')
    .action(async (path: string | undefined) =>
      end(await stoppable((context) => doctorCommand(path, context), wiring)),
    );
  return program;
}

/** The commands that make or change an edit. */
function addEditing(program: Command, wiring: Wiring, end: (exitCode: number) => void): void {
  program
    .command('convert')
    .description(
      'turn an edit of one program into one of another: FCPXML, Final Cut Pro XML, OTIO, EDL, ATEM',
    )
    .argument('<in>', '.fcpxml, .xml, .otio, .edl, .drp, or an export config in .json')
    .argument('<out>', '.fcpxml, .xml, .otio, .edl, or .json')
    .option('--fps <rate>', 'frames per second of an EDL, which does not say it')
    .option('--json', 'what was written, and what could not be carried over, as JSON')
    .action(async (input: string, output: string, options: ConvertOptions) => {
      const task = (context: CommandContext) => convertCommand({ input, output }, options, context);
      end(await stoppable(task, wiring, options.json));
    });
  program
    .command('cut')
    .description('make a first cut by who speaks, from the sound of cameras and microphones')
    .argument('<cameras...>', 'camera files of one take, or one request in JSON')
    .option('--mic <name=file>', 'who is heard best on which file; once for each', collect)
    .option('--shows <camera=name>', 'whom a camera shows, or wide; guessed where left out', collect)
    .option('--preset <name>', 'calm, lively or mostly-wide')
    .option('--sources <dir>', 'folder that the files lie in (default: that of the first one)')
    .option('--out <file>', 'write an export config there')
    .option('--json', 'the cut as JSON')
    .action(async (files: readonly string[], options: CutOptions) =>
      end(await stoppable((context) => cutCommand(files, options, context), wiring, options.json)),
    );
}

function addUsers(program: Command, wiring: Wiring, end: (exitCode: number) => void): void {
  const users = program.command('users').description('make, list and change the accounts of this server');
  for (const [action, help] of Object.entries(usersActions) as [UsersAction, string][]) {
    const command = users.command(action).description(help).option('--json', 'what was done, as JSON');
    if (action === 'add')
      command
        .option('--name <name>', 'what the person is called')
        .option('--administrator', 'make the account an administrator');
    if (action !== 'list') command.argument('<email>', 'e-mail address of the account');
    command.action(async (...given: unknown[]) => {
      const [email, options] = action === 'list' ? [undefined, given[0]] : given;
      const order = { action, ...(typeof email === 'string' && { email }) };
      const task = (context: CommandContext) => usersCommand(order, options as UsersOptions, context);
      end(await stoppable(task, wiring, (options as UsersOptions).json));
    });
  }
}

/** An option that may be given several times. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
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
