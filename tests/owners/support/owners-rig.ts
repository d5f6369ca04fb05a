import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigV1Input } from '../../../src/contract/config/config-v1.ts';
import { expect } from 'vitest';
import { smallFootage } from '../../api/harness/big-footage.ts';
import { httpClient } from '../../api/harness/clients.ts';
import { startTestServer, type TestServer } from '../../api/harness/start-test-server.ts';
import { sampleConfig } from '../../unit/contract/config-samples.ts';
import { createTestAccounts, type TestAccounts } from './test-accounts.ts';

/** A server whose users are told apart by the name that they say. */
export interface OwnersRig extends AsyncDisposable {
  readonly server: TestServer;
  readonly accounts: TestAccounts;
  readonly as: (who: string) => ReturnType<typeof httpClient>;
  readonly rest: (who: string, path: string, init?: RequestInit) => Promise<Response>;
  /** Puts a real film into a folder of the server's. */
  readonly put: (folder: string, name: string) => Promise<void>;
  /** Exports something, and answers when it is finished. */
  readonly finish: (who: string, id: string, filePath?: string) => Promise<void>;
}

let film: Promise<Buffer> | undefined;

export function filmBytes(): Promise<Buffer> {
  film ??= smallFootage();
  return film;
}

export async function startOwners(environment: Record<string, string> = {}): Promise<OwnersRig> {
  const accounts = createTestAccounts();
  const server = await startTestServer({ accounts, environment, hasRealLibrary: true });
  const bearer = (who: string) => ({ Authorization: `Bearer ${who}` });
  const as = (who: string) => httpClient(server.url, bearer(who));
  return {
    server,
    accounts,
    as,
    rest: (who, path, init) =>
      fetch(server.url + path, { ...init, headers: { ...bearer(who), ...init?.headers } }),
    put: async (folder, name) => {
      await mkdir(join(server.folder, folder), { recursive: true });
      await writeFile(join(server.folder, folder, name), await filmBytes());
    },
    finish: async (who, id, filePath) => {
      await as(who).createExport.mutate(plainConfig(id, filePath));
      const key = who === 'ada' ? id : `${who}~${id}`;
      (await server.parts.renderOf(key)).complete();
      await expect.poll(() => as(who).get.query({ jobId: id })).toMatchObject({ status: 'completed' });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** A config whose sources are all one file, where one is named. */
export function plainConfig(id: string, filePath?: string): ConfigV1Input {
  const { output, sources, ...rest } = sampleConfig({ id });
  return {
    ...{ ...rest, output: { ...output, filePath: undefined } },
    sources: sources.map((source) => ({ ...source, filePath: filePath ?? source.filePath })),
  };
}
