import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChildWork } from '../../src/children/child-work.ts';
import { detectAllWrappers } from '../../src/supervisor/start/wrappers.ts';
import { openTestChildren, workOf } from './test-children.ts';

/** Every place that starts children, and of which kind they are. A new one needs a line here. */
const kinds: Readonly<Record<string, keyof typeof shapes>> = {
  'assets/find-sound.ts': 'work',
  'assets/make-curves.ts': 'background',
  'assets/make-proxy.ts': 'background',
  'assets/listen.ts': 'work',
  'assets/make-poster.ts': 'work',
  'media/reading/check-source.ts': 'question',
  'media/reading/probing/read-hdr.ts': 'damage',
  'media/reading/probing/probe-head.ts': 'question',
  'media/reading/read-sound-source.ts': 'listing',
  'media/reading/read-source.ts': 'listing',
  'media/reading/read-still.ts': 'question',
  'media/sample/make-sample.ts': 'work',
  'media/sound/silent-channels.ts': 'hearing',
  'media/tools/probe-capabilities.ts': 'ability',
  'render/check/sound/check-copied-sound.ts': 'work',
  'render/check/sound/check-loudness.ts': 'work',
  'render/check/sound/check-programme.ts': 'work',
  'render/check/joins/decode-stretches.ts': 'work',
  'render/check/verify-output.ts': 'question',
  'render/damage/broken-packets.ts': 'work',
  'render/damage/find-damage.ts': 'damage',
  'render/making/make-still.ts': 'work',
  'render/pictures/prepare-copies.ts': 'work',
  'render/pictures/render-composed.ts': 'work',
  'render/pictures/render-reel.ts': 'work',
  'render/pictures/render-span.ts': 'work',
  'render/pictures/render-spans.ts': 'work',
  'render/sound/decode-packets.ts': 'work',
  'render/sound/splice/encode-pieces.ts': 'work',
  'render/making/sound-output.ts': 'work',
  'render/sound/measure-sound.ts': 'work',
  'render/sound/render-programme.ts': 'work',
  'render/sound/render-sound.ts': 'work',
};

/** The functions that all of them go through. */
const doors = [
  'render/child/run-child.ts',
  'assets/run-background-child.ts',
  'media/reading/probing/run-ffprobe.ts',
];

const gib = 2 ** 30;
const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=25:d=3600', '-f', 'null', '-'];
const ffprobe = ['-f', 'lavfi', '-show_frames', 'testsrc2=s=64x64:r=25:d=3600'];
const shapes = {
  work: { work: { kind: 'work' }, niceness: 7, bytes: 4.25 * gib },
  background: { work: { kind: 'work', yields: true }, niceness: 19, bytes: 4.25 * gib },
  ability: { work: { kind: 'question' }, niceness: 7, bytes: 4.25 * gib },
  question: {
    work: { kind: 'question', program: 'ffprobe', uses: { reads: [], writes: [], size: 'small' } },
    ...{ niceness: 7, bytes: 0.75 * gib },
  },
  listing: {
    work: { kind: 'listing', program: 'ffprobe', uses: { reads: [], writes: [], size: 'medium' } },
    ...{ niceness: 7, bytes: 2 * gib },
  },
  hearing: {
    work: { kind: 'question', uses: { reads: [], writes: [], size: 'medium' } },
    ...{ niceness: 7, bytes: 2 * gib },
  },
  damage: { work: { kind: 'work', program: 'ffprobe' }, niceness: 7, bytes: 4.25 * gib },
} as const satisfies Record<string, { work: Partial<ChildWork>; niceness: number; bytes: number }>;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinds-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('[C1] every place that starts a child is in the table', () => {
  const source = join(import.meta.dirname, '../../src');
  const calls = /\b(?:runChild|runBackgroundChild|runFfprobe|probeBytes|children\.run|superviseChild)\(/;
  const callers = (readdirSync(source, { recursive: true }) as string[]).filter(
    (name) =>
      /^(?:assets|media|render|uploads|server|cli|threads|api|jobs)\//.test(name) &&
      /\.ts$/.test(name) &&
      calls.test(readFileSync(join(source, name), 'utf8').replace(/export async function .*/g, '')),
  );
  const bridges = [
    'threads/open-threads.ts',
    'server/runtime/spreading/spread-children.ts',
    'server/runtime/spreading/make-chunks.ts',
    'render/thread/start-thread-child.ts',
  ];
  expect(callers.filter((name) => !doors.includes(name) && !bridges.includes(name)).sort()).toEqual(
    Object.keys(kinds).sort(),
  );
});

interface Seen {
  readonly niceness: number;
  readonly limits: (name: string) => string;
  readonly status: string;
  readonly environment: readonly string[];
  readonly network: string;
}

/** Asks the kernel of a child, once it has become the program that it was started for. */
function askKernel(pid: number, program: string): Seen {
  const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
  while (!readlinkSync(`/proc/${pid}/exe`).endsWith(program));
  // The kernel names the program a moment before it has laid out what that was given.
  while (read('environ') === '');
  const fields = read('stat').split(') ')[1]?.split(' ') ?? [];
  const limits = read('limits').split('\n');
  return {
    niceness: Number(fields[16]),
    limits: (name) =>
      limits
        .find((line) => line.startsWith(name))
        ?.slice(26)
        .trim()
        .split(/ +/)[0] ?? '',
    status: read('status'),
    environment: read('environ')
      .split('\0')
      .filter(Boolean)
      .map((line) => line.split('=')[0] ?? ''),
    network: readlinkSync(`/proc/${pid}/ns/net`),
  };
}

describe.each(Object.entries(shapes))('a child of the kind %s', (_name, { work, niceness, bytes }) => {
  test('[C2] has limits, niceness, no network, no rights, an environment of its own, and a record', async () => {
    const wrappers = detectAllWrappers();
    const stop = new AbortController();
    const recordsFolder = join(folder, 'records');
    const program = 'program' in work ? work.program : 'ffmpeg';
    let seen: Seen | undefined;
    let records: readonly string[] = [];
    const children = openTestChildren({
      ...{ folder, recordsFolder, niceness: 7, concurrency: 2, cores: 2 },
      onStarted: (_label, pid) => {
        records = readdirSync(recordsFolder);
        seen = askKernel(pid, program);
        stop.abort();
      },
    });
    const args = () => (program === 'ffprobe' ? ffprobe : picture);
    const output = { mostBytes: 1000 };
    await children.run(workOf({ ...work, args, output, signal: stop.signal }));
    expect(records).toHaveLength(1);
    expect(readdirSync(recordsFolder)).toEqual([]);
    // On top of that of whoever starts it.
    expect(seen?.niceness).toBe(Math.min(19, getPriority() + niceness));
    expect([...(seen?.environment ?? [])].sort()).toEqual(['HOME', 'LANG', 'LC_ALL', 'PATH', 'TZ']);
    if (wrappers.prlimit) {
      expect(Number(seen?.limits('Max data size'))).toBe(bytes);
      expect(Number(seen?.limits('Max file size'))).toBeGreaterThan(0);
      expect(seen?.limits('Max processes')).toBe('16384');
      expect(seen?.limits('Max core file size')).toBe('0');
    }
    // The death signal is set in the same breath; the kernel does not tell of it.
    if (wrappers.setpriv) expect(seen?.status).toMatch(/^NoNewPrivs:\s+1$/m);
    if (wrappers.setpriv && wrappers.confinement?.hasFilter) expect(seen?.status).toMatch(/^Seccomp:\s+2$/m);
    if (wrappers.offline) expect(seen?.network).not.toBe(readlinkSync('/proc/self/ns/net'));
  });
});
