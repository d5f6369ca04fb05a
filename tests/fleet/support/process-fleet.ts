import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { ConfigV1Input } from '../../../src/contract/config/config-v1.ts';
import type { ProcessEntry } from '../../../src/supervisor/process/process-table.ts';
import { editOf } from '../../faults/support/workshop.ts';
import { pause, startServerProcess, type ServerProcess } from '../../faults/support/server-process.ts';

const workerSource = fileURLToPath(new URL('./work.ts', import.meta.url));

const run = promisify(execFile);

type Environment = Readonly<Record<string, string>>;

/** Processes of one fleet over a folder and a Redis: servers that do not render, and workers. */
export interface ProcessFleet {
  /** Of a process of this fleet that is started otherwise. */
  readonly environment: (more?: Environment) => Environment;
  readonly server: (more?: Environment) => Promise<ServerProcess>;
  readonly worker: (more?: Environment, wrap?: Wrap) => Promise<ServerProcess>;
}

type Wrap = (argv: readonly string[]) => readonly string[];

let fleets = 0;

export function newProcessFleet(folder: string, redisUrl: string): ProcessFleet {
  const environment = {
    REDIS_URL: redisUrl,
    REDIS_PREFIX: `processes-${process.pid}-${(fleets += 1)}`,
    RENDER: 'off',
    WORKER_PORT: '0',
    EXPORT_CONCURRENCY: '1',
    FFMPEG_CONCURRENCY: '1',
    CHILD_NICENESS: '0',
  };
  return {
    environment: (more) => ({ ...environment, ...more }),
    server: (more) => startServerProcess(folder, { ...environment, ...more }),
    worker: (more, wrap) =>
      startServerProcess(
        folder,
        { ...environment, ...more },
        { source: workerSource, ...(wrap && { wrap }) },
      ),
  };
}

/** For a process whose clock is so many seconds ahead, in all of its threads. */
export function clockAhead(seconds: number): Environment {
  const program = `
    const Real = Date;
    const now = () => Real.now() + ${seconds * 1000};
    globalThis.Date = new Proxy(Real, {
      construct: (target, args, made) => Reflect.construct(target, args.length > 0 ? args : [now()], made),
      apply: () => new Real(now()).toString(),
      get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` };
}

/** An export of as many stretches of the camera, each with other pictures, with pixels enough to be worth spreading. */
export function largeEdit(
  id: string,
  { count = 16, frames = 90, width = 320, height = 180 } = {},
): ConfigV1Input {
  const edit = editOf(id, { width, height });
  const segments = Array.from({ length: count }, (_, i) => ({
    ...{ sourceIndex: 0, audioFromSource: true },
    startTime: i / 30,
    endTime: (i + frames) / 30,
  }));
  return { ...edit, segments };
}

/** A program of the usual build under a name of its own: a log tells by the name who has run a child. */
export async function namedFfmpeg(folder: string, name: string): Promise<Environment> {
  const { stdout } = await run('sh', ['-c', 'command -v ffmpeg']);
  const path = join(folder, `ffmpeg-${name}`);
  await symlink(stdout.trim(), path);
  return { FFMPEG_PATH: path };
}

/**
 * Two programs of the usual build, for a worker each. A child of one that checks pictures waits until one of the other
 * does so, too, and fails after two minutes: it is not left to chance which worker is quick enough to take all pieces.
 */
export async function checkingTogether(
  folder: string,
  names: readonly [string, string],
): Promise<readonly [Environment, Environment]> {
  const { stdout } = await run('sh', ['-c', 'command -v ffmpeg']);
  const marks = names.map((name) => join(folder, `${name}-checks`));
  const [one, two] = names.map((name, i) => {
    const path = join(folder, `ffmpeg-${name}`);
    const script = `#!/bin/sh
case "$*" in */pictures-*)
  : > '${marks[i]}'
  for _ in $(seq 2400); do [ -e '${marks[1 - i]}' ] && break; sleep 0.05; done
  [ -e '${marks[1 - i]}' ] || exit 1 ;;
esac
exec '${stdout.trim()}' "$@"
`;
    return { path, script };
  }) as [{ path: string; script: string }, { path: string; script: string }];
  for (const { path, script } of [one, two]) await writeFile(path, script, { mode: 0o755 });
  return [{ FFMPEG_PATH: one.path }, { FFMPEG_PATH: two.path }];
}

/** Resolves when as many workers have shown themselves. */
export async function untilWorkers(server: ServerProcess, count: number): Promise<void> {
  for (;;) {
    const ready = (await (await fetch(`${server.url}/api/ready`)).json()) as { workers?: readonly unknown[] };
    if (ready.workers?.length === count) return;
    await pause(50);
  }
}

/** The worker that has begun an export, and the one that has not. */
export async function ownerOf(
  jobId: string,
  workers: readonly [ServerProcess, ServerProcess],
): Promise<{ owner: ServerProcess; helper: ServerProcess }> {
  const [one, two] = workers;
  const has = ({ log }: ServerProcess) => log.some((line) => line['jobId'] === jobId);
  for (;;) {
    if (has(one)) return { owner: one, helper: two };
    if (has(two)) return { owner: two, helper: one };
    await pause(10);
  }
}

/** Resolves when a worker has begun an export, or begun it again. */
export async function untilBegun(worker: ServerProcess, jobId: string): Promise<void> {
  const isBegin = (line: ServerProcess['log'][number]) =>
    line['jobId'] === jobId && line.msg === 'export processing';
  while (!worker.log.some(isBegin)) await pause(10);
}

/** Resolves when a child encodes pictures there. */
export async function untilEncoding(worker: ServerProcess): Promise<void> {
  while (!worker.children().some(isFfmpeg)) await pause(10);
}

/** Resolves when a child decodes finished pictures there. */
export async function untilChecking(worker: ServerProcess): Promise<void> {
  const isCheck = ({ pid }: ProcessEntry) => toldOf(pid, 'cmdline').includes('/pictures-');
  while (!worker.children().some(isCheck)) await pause(5);
}

function isFfmpeg({ pid }: ProcessEntry): boolean {
  return toldOf(pid, 'comm').startsWith('ffmpeg');
}

function toldOf(pid: number, what: 'comm' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return '';
  }
}

/** Resolves when nothing encodes pictures there any more. */
export async function untilQuiet(worker: ServerProcess): Promise<void> {
  while (worker.children().some(isFfmpeg)) await pause(10);
}

/** The export has ended well within its first attempt, and one process alone has said so; what lies there is whole. */
export async function expectMadeOnce(
  { folder, jobId }: { readonly folder: string; readonly jobId: string },
  server: ServerProcess,
  workers: readonly ServerProcess[],
): Promise<void> {
  const done = await server.until(jobId, ({ status }) => status === 'completed' || status === 'failed');
  expect(done).toMatchObject({ status: 'completed', attempt: 1, report: { isOk: true } });
  const said = workers.flatMap(({ log }) => log).filter((line) => line['jobId'] === jobId);
  expect(said.filter(({ msg }) => msg === 'export completed').length).toBeLessThanOrEqual(1);
  const names = await readdir(join(folder, 'exports', jobId));
  expect(names.filter((name) => name.startsWith('output.mp4'))).toEqual(['output.mp4']);
  const file = await fetch(`${server.url}/api/export/${jobId}/download`);
  expect((await file.arrayBuffer()).byteLength).toBe(done.output?.bytes);
}

/** Resolves when something of that name lies in the folder or below. */
export async function untilFile(folder: string, name: string): Promise<void> {
  for (;;) {
    const found = await readdir(folder, { recursive: true }).catch(() => []);
    if (found.some((path) => basename(path) === name)) return;
    await pause(2);
  }
}

/** Names of the programs that rendered pieces of an export, or did other tasks, one for each child, as its log says. */
export async function programsOf(folder: string, jobId: string, tasks = /^span /): Promise<string[]> {
  const text = await readFile(join(folder, 'exports', jobId, 'log.ndjson'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  const events = lines.map((line) => JSON.parse(line) as { event: string; task: string; argv?: string[] });
  return events
    .filter(({ event, task }) => event === 'child' && tasks.test(task))
    .map(({ argv = [] }) => basename(argv[0] ?? ''));
}
