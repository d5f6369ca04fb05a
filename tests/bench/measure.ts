import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';

/** What one command cost, with everything it started. */
export interface Cost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** The most memory it held at one time: proportional set size, so that shared libraries count once. */
  readonly peakBytes: number;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Beside what this process has. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Seldom enough to cost the measured programs nothing: the kernel walks their page tables for each sample. */
const sampleMs = 1000;
const ticksPerSecond = 100;

/** Runs a command to its end and measures it. Rejects where it fails, with its last words. */
export async function measure({ file, args, cwd, environment }: Command): Promise<Cost> {
  const cpuBefore = await childrenCpuSeconds();
  const start = performance.now();
  const env = { ...process.env, ...environment };
  const child = spawn(file, [...args], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let lastWords = '';
  child.stderr.on('data', (bytes: Buffer) => (lastWords = (lastWords + bytes.toString()).slice(-2000)));
  let peakBytes = 0;
  const timer = setInterval(() => {
    if (child.pid === undefined) return;
    void treeBytes(child.pid).then((bytes) => (peakBytes = Math.max(peakBytes, bytes)));
  }, sampleMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(timer));
  const wallSeconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${file} ${args.slice(0, 6).join(' ')} … ended with ${code}: ${lastWords}`);
  return { wallSeconds, cpuSeconds: (await childrenCpuSeconds()) - cpuBefore, peakBytes };
}

/** Several commands one after another, as one cost. */
export async function measureAll(commands: readonly Command[]): Promise<Cost> {
  const costs: Cost[] = [];
  for (const command of commands) costs.push(await measure(command));
  return costs.reduce(inSequence, { wallSeconds: 0, cpuSeconds: 0, peakBytes: 0 });
}

export function inSequence(a: Cost, b: Cost): Cost {
  return {
    wallSeconds: a.wallSeconds + b.wallSeconds,
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    peakBytes: Math.max(a.peakBytes, b.peakBytes),
  };
}

/** What all children that have ended cost so far, with theirs (`cutime` and `cstime` of proc(5)). */
async function childrenCpuSeconds(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

async function treeBytes(root: number): Promise<number> {
  const parents = new Map<number, number>();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    }),
  );
  const isInTree = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
      if (at === root) return true;
    return false;
  };
  const sizes = await Promise.all(pids.filter(isInTree).map(proportionalBytes));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

async function proportionalBytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}
