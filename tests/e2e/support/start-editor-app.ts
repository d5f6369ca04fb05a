import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { pause } from '../../faults/support/server-process.ts';
import { buildClient } from './built.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');
const next = join(root, 'node_modules/next/dist/bin/next');

/** The example of an editor in Next that has accounts of its own, built once; started as often as wanted. */
export interface EditorApp extends AsyncDisposable {
  /** Makes the editor's tables in its database. */
  readonly migrate: (database: EditorPlace) => Promise<void>;
  readonly start: (place: EditorPlace, cutroom: EditorSettings) => Promise<AsyncDisposable>;
}

export interface EditorPlace {
  readonly url: string;
  readonly databaseUrl: string;
  readonly secret: string;
}

export interface EditorSettings {
  readonly cutroomUrl: string;
  /** A file that Cutroom may read. */
  readonly footage: string;
  readonly sendsToken: boolean;
}

export async function buildEditorApp(): Promise<EditorApp> {
  // Below the packages of this project, which stand for those that an editor has of its own.
  const folder = join(root, 'dist/.editor-app');
  const sources = join(root, 'tests/e2e/editors');
  await rm(folder, { recursive: true, force: true });
  await buildClient();
  await cp(join(sources, 'sign-in'), folder, { recursive: true });
  await cp(join(sources, 'export-button.tsx'), join(folder, 'app/export-button.tsx'));
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await cp(join(root, 'dist/client'), join(folder, 'node_modules/cutroom-client'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "an-editor", "private": true, "type": "module" }');
  const plain = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } as const;
  const envOf = ({ url, databaseUrl, secret }: EditorPlace) => ({
    ...plain,
    ...{ EDITOR_URL: url, EDITOR_DATABASE_URL: databaseUrl, EDITOR_SECRET: secret },
  });
  const nowhere = {
    ...{ url: 'http://127.0.0.1:9', databaseUrl: 'postgres://127.0.0.1:9/none' },
    secret: 'while it is built nobody signs in, and nothing is signed',
  };
  await run(process.execPath, [next, 'build'], { cwd: folder, env: envOf(nowhere) });
  return {
    migrate: async (place) =>
      void (await run(process.execPath, ['migrate.mjs'], { cwd: folder, env: envOf(place) })),
    start: async (place, { cutroomUrl, footage, sendsToken }) => {
      const { port, hostname } = new URL(place.url);
      const cutroom = { CUTROOM_URL: cutroomUrl, FOOTAGE: footage, SENDS_TOKEN: sendsToken ? 'yes' : 'no' };
      const child = spawn(process.execPath, [next, 'start', '-H', hostname, '-p', port], {
        ...{ cwd: folder, env: { ...envOf(place), ...cutroom } },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const gone = once(child, 'exit');
      while (!(await fetch(place.url).catch(() => undefined))?.ok) {
        if (child.exitCode !== null) throw new Error(`the editor ended with ${child.exitCode}`);
        await pause(50);
      }
      return {
        [Symbol.asyncDispose]: async () => {
          child.kill('SIGKILL');
          await gone;
        },
      };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** An address of this machine on which nothing listens. */
export async function freeAddress(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
