import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Without the right to mount something of its own (some containers) a test has no small disk. */
export async function canHaveSmallDisk(): Promise<boolean> {
  return promisify(execFile)('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt']).then(
    () => true,
    () => false,
  );
}

/** A disk of a given size in a mount namespace of its own, with one program that runs on it. */
export interface SmallDisk extends AsyncDisposable {
  /** Wraps a command line so that it runs where the disk can be seen. */
  readonly wrap: (argv: readonly string[]) => readonly string[];
  /** Its folder, as seen from outside. */
  readonly outside: string;
  readonly resize: (bytes: number) => Promise<void>;
}

/** Mounts `folder`, which stays an ordinary folder for everybody else. */
export async function mountSmallDisk(folder: string, bytes: number): Promise<SmallDisk> {
  await mkdir(folder, { recursive: true });
  const script = `
    mount -t tmpfs -o size=${bytes} none "$0" || exit 1
    echo mounted
    while read -r size; do mount -o "remount,size=$size" "$0"; echo "resized $?"; done`;
  const holder = spawn('unshare', ['-rm', 'sh', '-c', script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: holder.stdout })[Symbol.asyncIterator]();
  const expectLine = async (wanted: string) => {
    const { value } = await lines.next();
    if (value !== wanted) throw new Error(`the small disk said ${String(value)}`);
  };
  await expectLine('mounted');
  return {
    outside: `/proc/${holder.pid}/root${folder}`,
    wrap: (argv) => [
      ...['nsenter', '--user', '--mount', '--preserve-credentials', '-t', String(holder.pid), '--'],
      ...argv,
    ],
    resize: async (size) => {
      holder.stdin.write(`${size}\n`);
      await expectLine('resized 0');
    },
    [Symbol.asyncDispose]: async () => {
      holder.stdin.end();
      await new Promise((resolve) => {
        if (holder.exitCode !== null) resolve(undefined);
        holder.once('exit', resolve);
      });
    },
  };
}
