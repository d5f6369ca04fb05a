import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ExportStatus } from '../../../src/contract/exports/status.ts';
import { listProcesses, type ProcessEntry } from '../../../src/supervisor/process/process-table.ts';
import { bundleProgram } from './bundle-program.ts';

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [key: string]: unknown;
}

/** A real server in a process of its own, over a folder that outlives it. */
export interface ServerProcess extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  readonly log: readonly LogLine[];
  readonly exit: Promise<readonly [number | null, NodeJS.Signals | null]>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Its living children, and theirs. */
  readonly children: () => ProcessEntry[];
  readonly statusOf: (jobId: string) => Promise<ExportStatus>;
  /** Resolves with the status once it fits; looks again and again. */
  readonly until: (jobId: string, fits: (status: ExportStatus) => boolean) => Promise<ExportStatus>;
  readonly post: (config: unknown) => Promise<{ status: number; body: Record<string, unknown> }>;
}

export interface ProcessOptions {
  /** The command line that runs this one somewhere else. */
  readonly wrap?: (argv: readonly string[]) => readonly string[];
  /** Another program than the real server. */
  readonly source?: string;
}

const serverSource = fileURLToPath(new URL('./serve-without-pages.ts', import.meta.url));

/** Starts one and resolves when it listens; rejects when it ends before. */
export async function startServerProcess(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  { wrap = (argv) => argv, source = serverSource }: ProcessOptions = {},
): Promise<ServerProcess> {
  const program = await bundleProgram(source);
  const [file = '', ...args] = wrap([process.execPath, '--enable-source-maps', program]);
  const child = spawn(file, args, {
    env: {
      NODE_ENV: 'production',
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      MEDIA_BASE_PATH: folder,
      PORT: '0',
      DISK_RESERVE_MB: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A test that runs out of time disposes of nothing.
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  const log: LogLine[] = [];
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const listening = readLog(child, log);
  const url = await Promise.race([
    listening,
    exit.then((how) =>
      Promise.reject(new Error(`the server ended with ${how.join(' ')}: ${JSON.stringify(log)}`)),
    ),
  ]);
  const pid = child.pid ?? 0;
  const statusOf = async (jobId: string) =>
    (await (await fetch(`${url}/api/export/${jobId}/status`)).json()) as ExportStatus;
  return {
    pid,
    url,
    log,
    exit,
    kill: (signal) => void process.kill(pid, signal),
    children: () => descendantsOf(pid),
    statusOf,
    until: async (jobId, fits) => {
      for (;;) {
        const status = await statusOf(jobId);
        if (fits(status)) return status;
        await pause(25);
      }
    },
    post: async (config) => {
      const answer = await fetch(`${url}/api/export`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(config),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Resolves with the address once the log names it; the log is read to its end. */
function readLog(child: ChildProcess, log: LogLine[]): Promise<string> {
  return new Promise((resolve) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (text) => {
      // Next says things of its own on stdout.
      if (!text.startsWith('{')) return;
      const line = JSON.parse(text) as LogLine;
      log.push(line);
      if (line.msg === 'listening' && typeof line['url'] === 'string') resolve(line['url']);
    });
  });
}

function descendantsOf(pid: number): ProcessEntry[] {
  const all = listProcesses().filter(({ isZombie }) => !isZombie);
  const found: ProcessEntry[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    const next = all.filter(({ parentPid }) => parents.includes(parentPid));
    found.push(...next);
    parents = next.map((entry) => entry.pid);
  }
  return found;
}
