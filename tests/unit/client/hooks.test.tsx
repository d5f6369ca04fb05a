// @vitest-environment jsdom
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { act, type ReactNode } from 'react';
import { QueryClient } from '@tanstack/react-query';
import { createRoot, type Root } from 'react-dom/client';
import { EventSource as NodeEventSource } from 'eventsource';
import { WebSocket as NodeWebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Runtime } from '../../../src/api/runtime.ts';
import { createCutroomClient, type CutroomClient } from '../../../src/client/index.ts';
import {
  CutroomProvider,
  useAddOutput,
  useCancelExport,
  useCreateExport,
  useExports,
  useExportStatus,
  useMediaLibrary,
  useRemoveOutput,
  useRetryOutput,
  useSourceAssets,
} from '../../../src/client/react.ts';
import { startApiServer, type ApiServer } from '../../e2e/support/api-server.ts';
import { sampleConfig } from '../../e2e/support/samples.ts';
import { ScriptedExports } from '../../e2e/support/scripted-exports.ts';
import { scriptedRuntime } from '../../e2e/support/scripted-runtime.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

/** To be changed by a test. */
type Editable<Part> = {
  -readonly [Key in keyof Part]: Part[Key] extends (...args: never) => unknown
    ? Part[Key]
    : Editable<Part[Key]>;
};

let folder: string;
let exports: ScriptedExports;
let runtime: Editable<Runtime>;
let api: ApiServer;
let client: CutroomClient;
let root: Root;
let place: HTMLElement;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cutroom-hooks-'));
  exports = new ScriptedExports(folder);
  runtime = { ...scriptedRuntime(exports) };
  api = await startApiServer(runtime);
  connect('auto');
  place = document.createElement('div');
  root = createRoot(place);
});

afterEach(async () => {
  await act(async () => root.unmount());
  await client.close();
  await api.close();
  rmSync(folder, { recursive: true });
});

function connect(transport: 'auto' | 'sse'): void {
  client = createCutroomClient({
    url: api.url,
    transport,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    EventSource: NodeEventSource,
  });
}

async function show(children: ReactNode): Promise<void> {
  await act(async () => root.render(<CutroomProvider client={client}>{children}</CutroomProvider>));
}

/** Waits until the page reads like this. */
async function reads(text: string): Promise<void> {
  while (place.textContent !== text) {
    await act(async () => new Promise((resolve) => setTimeout(resolve, 20)));
  }
}

async function press(label: string): Promise<void> {
  const button = [...place.querySelectorAll('button')].find(({ textContent }) => textContent === label);
  await act(async () => button?.click());
}

function ExportButton() {
  const { mutate: createExport, data: created, problem } = useCreateExport();
  const { status, downloadUrl } = useExportStatus(created?.jobId);
  if (downloadUrl) return <a href={downloadUrl}>Download</a>;
  if (status) return <b>{status.framesDone}</b>;
  return <button onClick={() => createExport(sampleConfig('job'))}>{problem?.message ?? 'Export'}</button>;
}

function Status({ jobId }: { readonly jobId: string }) {
  const { status, problem } = useExportStatus(jobId);
  return <i>{problem?.code ?? status?.status}</i>;
}

function List({ states }: { readonly states?: readonly ('pending' | 'processing')[] }) {
  const { exports: listed, connection } = useExports(states === undefined ? {} : { states });
  return (
    <p>{`${connection} ${listed?.map(({ jobId, status }) => `${jobId}:${status}`).join(' ') ?? '…'}`}</p>
  );
}

function Footage() {
  const { files } = useMediaLibrary();
  const { assets } = useSourceAssets(['a.mp4']);
  return <p>{`${files?.[0]?.filePath} ${assets?.[0]?.originalUrl} ${assets?.[0]?.proxy?.url}`}</p>;
}

function CancelButton() {
  const { mutate: cancel, isPending } = useCancelExport();
  return <button onClick={() => cancel('job')}>{isPending ? '…' : 'Cancel'}</button>;
}

function Outputs() {
  const { status } = useExportStatus('job');
  const { mutate: add } = useAddOutput();
  const { mutate: retry } = useRetryOutput();
  const { mutate: remove } = useRemoveOutput();
  return (
    <>
      <p>{status?.outputs?.map(({ id, state }) => `${id}:${state}`).join(' ') ?? 'none'}</p>
      <button onClick={() => add({ jobId: 'job', output: { id: 'poster', format: 'jpeg', at: 1 } })}>
        +
      </button>
      <button onClick={() => retry({ jobId: 'job', outputId: 'poster' })}>r</button>
      <button onClick={() => remove({ jobId: 'job', outputId: 'poster' })}>-</button>
    </>
  );
}

const done = { status: 'completed', progress: 1, downloadUrl: '/api/export/job/download' } as const;

describe.each(['auto', 'sse'] as const)('an export button over %s', (transport) => {
  it('creates an export, follows it, and keeps its end', async () => {
    connect(transport);
    await show(<ExportButton />);
    await reads('Export');
    await press('Export');
    await reads('0');
    exports.change('job', { status: 'processing', framesDone: 120 });
    await reads('120');
    exports.change('job', done);
    await reads('Download');
    // Long enough for the stream to end and its feed to be let go.
    await act(async () => new Promise((resolve) => setTimeout(resolve, 600)));
    expect(place.querySelector('a')?.href).toBe(`${api.url}/api/export/job/download`);
  });
});

describe('a cache shared with the editor', () => {
  it('keeps the editor’s own lists as they are', async () => {
    const queryClient = new QueryClient();
    const own = { items: ['none of ours'] };
    queryClient.setQueryData([['list'], { type: 'query' }], own);
    const props = { client, queryClient };
    await act(async () => root.render(<CutroomProvider {...props}>{<ExportButton />}</CutroomProvider>));
    await press('Export');
    await reads('0');
    expect(queryClient.getQueryData([['list'], { type: 'query' }])).toBe(own);
    const keys = queryClient
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => JSON.stringify(queryKey[0]));
    expect(new Set(keys)).toEqual(new Set(['["cutroom"]', '["list"]']));
  });
});

describe('footage', () => {
  it('is listed live, and what a browser edits with has full addresses', async () => {
    const originalUrl = '/api/media/file/a.mp4';
    const asset = {
      filePath: 'a.mp4',
      originalUrl,
      proxy: { url: '/api/media/assets/k/proxy.mp4' },
      thumbnails: null,
      peaks: null,
    };
    runtime.media.assets.watch = async function* () {
      yield { seq: 1, assets: [asset as never] };
    };
    runtime.media.watch = async function* () {
      yield [{ filePath: 'a.mp4', bytes: 1, modifiedAt: '' }];
    };
    await show(<Footage />);
    await reads(`a.mp4 ${api.url}${originalUrl} ${api.url}/api/media/assets/k/proxy.mp4`);
  });
});

describe('the hooks', () => {
  it('follow one export once, however many components show it', async () => {
    await exports.create(await configOf('job'));
    let watched = 0;
    const watch = exports.watch;
    exports.watch = (...args) => {
      watched += 1;
      return watch(...args);
    };
    await show(Array.from({ length: 5 }, (_, index) => <Status key={index} jobId="job" />));
    await reads('pending'.repeat(5));
    exports.change('job', { status: 'processing' });
    await reads('processing'.repeat(5));
    expect(watched).toBe(1);
  });

  it('say that an export does not exist', async () => {
    await show(<Status jobId="nobody" />);
    await reads('NOT_FOUND');
  });

  it('follow an export again after a retry', async () => {
    await exports.create(await configOf('job'));
    exports.change('job', { status: 'failed' });
    await show([<Status key="1" jobId="job" />, <List key="2" />]);
    await reads('failedlive job:failed');
    await exports.retry('job');
    await reads('pendinglive job:pending');
    exports.change('job', { status: 'processing' });
    await reads('processinglive job:processing');
  });

  it('list what comes, changes and goes', async () => {
    await show(<List />);
    await reads('live ');
    await exports.create(await configOf('job'));
    await reads('live job:pending');
    await exports.remove('job');
    await reads('live ');
  });

  it('drop from a narrowed list what no longer belongs there', async () => {
    await exports.create(await configOf('job'));
    await show(<List states={['pending', 'processing']} />);
    await reads('live job:pending');
    exports.change('job', done);
    await reads('live ');
  });

  it('fetch what happened while the connection was away', async () => {
    await exports.create(await configOf('job'));
    await show(<List />);
    await reads('live job:pending');
    api.dropConnections();
    exports.change('job', { status: 'processing' });
    await exports.create(await configOf('other'));
    await reads('live other:pending job:processing');
  });

  it('add a file to an export, make it again and remove it, shown as soon as that is answered', async () => {
    await exports.create(await configOf('job'));
    exports.change('job', done);
    const asked: unknown[] = [];
    let seq = 1000;
    const answers = (state?: 'pending' | 'failed') => async (jobId: string, what: unknown) => {
      asked.push(what);
      const { outputs: _, ...status } = exports.get(jobId) ?? (await exports.create(await configOf(jobId)));
      const output = { id: 'poster', kind: 'still' as const, file: 'poster.jpg', progress: 0 };
      const outputs = state && [{ ...output, state }];
      return { ...status, seq: ++seq, ...(outputs && { outputs }) };
    };
    runtime.addOutput = answers('failed');
    Object.assign(exports, { retryOutput: answers('pending'), removeOutput: answers() });
    await show(<Outputs />);
    await reads('none+r-');
    await press('+');
    await reads('poster:failed+r-');
    await press('r');
    await reads('poster:pending+r-');
    await press('-');
    await reads('none+r-');
    expect(asked).toEqual([{ id: 'poster', format: 'jpeg', at: 1 }, 'poster', 'poster']);
  });

  it('show a cancel everywhere as soon as it is answered', async () => {
    await exports.create(await configOf('job'));
    await show([<CancelButton key="1" />, <Status key="2" jobId="job" />]);
    await reads('Cancelpending');
    await press('Cancel');
    await reads('Cancelcancelled');
  });
});

async function configOf(id: string) {
  const { parseConfig } = await import('../../../src/contract/config/parse-config.ts');
  const parsed = parseConfig(sampleConfig(id));
  if (!parsed.isOk) throw new Error(parsed.problem.message);
  return parsed.config;
}
