import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from './support/built.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
let editor: string;

/** An editor's project with the packed package in it; everything else it depends on is linked from here. */
beforeAll(async () => {
  editor = await mkdtemp(join(tmpdir(), 'cutroom-editor-'));
  await buildClient();
  const { stdout } = await run(
    'npm',
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', editor],
    { cwd: root },
  );
  const installed = join(editor, 'node_modules/cutroom');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(editor, stdout.trim()), '-C', installed, '--strip-components=1']);
  const modules = join(root, 'node_modules');
  for (const name of await readdir(modules)) {
    if (!name.startsWith('.')) await symlink(join(modules, name), join(editor, 'node_modules', name));
  }
}, 300_000);

afterAll(() => rm(editor, { recursive: true, force: true }));

async function compile(name: string, text: string): Promise<string> {
  await writeFile(join(editor, name), text);
  const options = {
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  await writeFile(join(editor, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: [name] }));
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  return run(process.execPath, [tsc, '-p', editor]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

describe('the packed package', () => {
  it('types every procedure from the router, in and out', async () => {
    const complaints = await compile(
      'calls.ts',
      `import { createCutroomClient, type AppRouter } from 'cutroom/client';
       import type { ExportState } from 'cutroom/contract';
       const { trpc, watchExport } = createCutroomClient({ url: 'http://localhost:3000' });
       export type Router = AppRouter;
       export async function calls() {
         const status = await trpc.get.query({ jobId: 'a' });
         const state: ExportState = status.status;
         // @ts-expect-error progress is a number
         const wrong: string = status.progress;
         // @ts-expect-error an id is a text
         await trpc.get.query({ jobId: 1 });
         // @ts-expect-error there is no such procedure
         trpc.nothing;
         // @ts-expect-error the width is missing
         await trpc.createExport.mutate({ version: 1, id: 'a', sources: [], segments: [], output: { height: 2, fps: 30 } });
         trpc.queue.subscribe(undefined, { onData: ({ id, data }) => [id.length, data.status.seq.toFixed()] });
         for await (const { framesDone } of watchExport('a')) framesDone.toFixed();
         return { state, wrong };
       }`,
    );
    expect(complaints).toBe('');
  });

  it('takes the ten lines of an export button', async () => {
    const complaints = await compile(
      'button.tsx',
      `import { CutroomProvider, useCreateExport, useExportStatus } from 'cutroom/react';
       import type { ConfigV1Input } from 'cutroom/contract';
       export function ExportButton({ config }: { config: ConfigV1Input }) {
         const { mutate: createExport, data: created, problem } = useCreateExport();
         const { status, downloadUrl } = useExportStatus(created?.jobId);
         if (downloadUrl) return <a href={downloadUrl}>Download</a>;
         if (status) return <progress value={status.progress} aria-label={status.message} />;
         return <button onClick={() => createExport(config)}>{problem?.message ?? 'Export'}</button>;
       }
       export const Exporting = ({ config }: { config: ConfigV1Input }) => (
         <CutroomProvider url="http://localhost:3000"><ExportButton config={config} /></CutroomProvider>
       );`,
    );
    expect(complaints).toBe('');
  });

  it('runs in plain Node, its contract without React and without a server', async () => {
    const script = `
      import { parseConfig } from 'cutroom/contract';
      import { createCutroomClient } from 'cutroom/client';
      const { problem } = parseConfig({ version: 1 });
      createCutroomClient({ url: 'http://localhost:3000' });
      console.log(problem.code);`;
    await writeFile(join(editor, 'script.mjs'), script);
    expect((await run(process.execPath, [join(editor, 'script.mjs')])).stdout.trim()).toBe('INVALID_CONFIG');
  });

  it('carries no code of the server in its client', async () => {
    const folder = join(editor, 'node_modules/cutroom/dist/client');
    const modules = (await readdir(folder)).filter((name) => name.endsWith('.js'));
    const { stdout } = await run(
      'cat',
      modules.map((name) => join(folder, name)),
    );
    expect(stdout).not.toMatch(/from "(node:|execa|p-queue|ws"|pino)/);
  });
});
