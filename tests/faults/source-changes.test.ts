import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/contract/config/parse-config.ts';
import type { RenderOutcome } from '../../src/contract/exports/render-port.ts';
import { openRenderEngine, type RenderEngine } from '../../src/render/open-engine.ts';
import { openTestChildren } from '../children/test-children.ts';

const run = promisify(execFile);

let lab: string;
beforeAll(async () => {
  lab = await mkdtemp(join(tmpdir(), 'cutroom-changes-'));
  for (const colour of ['red', 'blue']) {
    const picture = ['-f', 'lavfi', '-i', `color=${colour}:s=64x36:r=25:d=6`];
    const sound = ['-f', 'lavfi', '-i', 'sine=d=6'];
    const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-bf', '0', '-c:a', 'aac'];
    await run('ffmpeg', ['-v', 'error', ...picture, ...sound, ...encoder, join(lab, `${colour}.mp4`)]);
  }
});
afterAll(() => rm(lab, { recursive: true, force: true }));

interface Scene extends AsyncDisposable {
  readonly folder: string;
  readonly export: (codec: 'copy' | 'h264', id: string) => Promise<RenderOutcome>;
}

/** A library with `camera.mp4`, which is red; `act` runs once there, when the second child of an export is asked for. */
async function openScene(act: string): Promise<Scene> {
  const folder = await mkdtemp(join(lab, 'scene-'));
  const library = join(folder, 'sources');
  await mkdir(library);
  await copyFile(join(lab, 'red.mp4'), join(library, 'camera.mp4'));
  const children = openTestChildren({ folder, concurrency: 1, cores: 1, stallMs: 6_000 });
  let started = 0;
  const engine = await openRenderEngine({
    // The first child is let through, so that something is made of the file as it was.
    children: {
      ...children,
      run: async (work) => {
        if (work.kind === 'work' && ++started === 2) await run('bash', ['-c', act], { cwd: library });
        return children.run(work);
      },
    },
    roots: { library, extra: [] },
    ...{ chunksFolder: join(folder, 'chunks'), chunkBudgetBytes: 1e12, reserveBytes: 0 },
    ...{ cores: 1, exportConcurrency: 1 },
    onBug: (error) => {
      throw error;
    },
  });
  return {
    folder,
    export: (codec, id) => exportWith(engine, { folder, codec, id }),
    [Symbol.asyncDispose]: () => engine.close(),
  };
}

async function exportWith(
  engine: RenderEngine,
  { folder, codec, id }: { folder: string; codec: 'copy' | 'h264'; id: string },
): Promise<RenderOutcome> {
  const parsed = parseConfig({
    ...{ version: 1, id, projectName: 'Changes' },
    sources: [{ id: 'a', name: 'Camera', filePath: 'camera.mp4' }],
    segments: [
      { sourceIndex: 0, startTime: 0.4, endTime: 2.6, audioFromSource: true },
      { sourceIndex: 0, startTime: 3.4, endTime: 5.6, audioFromSource: true },
    ],
    output: { format: 'mp4', width: 64, height: 36, fps: 25, codec, includeAudio: true },
  });
  if (!parsed.isOk) throw new Error(JSON.stringify(parsed.problem));
  const own = join(folder, id);
  await mkdir(own);
  return engine.render(
    { jobId: id, config: parsed.config, folder: own, attempt: 1, attemptToken: id, order: 1 },
    { signal: new AbortController().signal, onUpdate: () => undefined },
  );
}

/** How red and how blue the film is at its beginning and its end. */
async function coloursOf(path: string): Promise<string[]> {
  const colours: string[] = [];
  for (const at of ['1', '4']) {
    const args = [
      '-v',
      'error',
      '-ss',
      at,
      '-i',
      path,
      '-frames:v',
      '1',
      '-vf',
      'scale=1:1',
      '-f',
      'rawvideo',
    ];
    const { stdout } = await run('ffmpeg', [...args, '-pix_fmt', 'rgb24', '-'], { encoding: 'buffer' });
    colours.push((stdout[0] ?? 0) > (stdout[2] ?? 0) ? 'red' : 'blue');
  }
  return colours;
}

const changes: readonly (readonly [what: string, act: string, code: string])[] = [
  ['another file replaces it', 'mv camera.mp4 ../kept.mp4; cp ../../blue.mp4 camera.mp4', 'SOURCE_CHANGED'],
  ['it is still being copied', 'printf more >> camera.mp4', 'SOURCE_CHANGED'],
  [
    'it is written to in place',
    'printf x | dd of=camera.mp4 bs=1 seek=9000 conv=notrunc status=none',
    'SOURCE_CHANGED',
  ],
  ['it is moved away and back', 'mv camera.mp4 away.mp4; mv away.mp4 camera.mp4', 'SOURCE_CHANGED'],
  ['it is deleted', 'mv camera.mp4 ../kept.mp4', 'SOURCE_NOT_FOUND'],
  ['a pipe takes its place', 'mv camera.mp4 ../kept.mp4; mkfifo camera.mp4', 'SOURCE_CHANGED'],
];

describe('a source that changes while it is exported', () => {
  test.each(changes)(
    '%s: nothing is published, and its chunks are right afterwards',
    async (what, act, code) => {
      // What is copied is read by this process and not by a child.
      const codecs = /replaces|moved/.test(what) ? (['h264', 'copy'] as const) : (['h264'] as const);
      for (const codec of codecs) {
        await using scene = await openScene(act);
        const { folder } = scene;
        const outcome = await scene.export(codec, 'first');
        expect(outcome).toMatchObject({ kind: 'failed', problem: { code } });
        expect(outcome.kind === 'failed' && outcome.problem.message).toContain('Camera');
        expect(await readdir(join(folder, 'first'))).not.toContain('output.mp4');
        await run('bash', [
          '-c',
          'cd "$0"; [ -e kept.mp4 ] && rm -f sources/camera.mp4 && mv kept.mp4 sources/camera.mp4; true',
          folder,
        ]);
        expect(await scene.export(codec, 'second')).toMatchObject({ kind: 'completed' });
        expect(await coloursOf(join(folder, 'second', 'output.mp4'))).toEqual(['red', 'red']);
      }
    },
  );
});
