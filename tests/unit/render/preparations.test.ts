import { expect, test } from 'vitest';
import type { ExportReadiness } from '../../../src/contract/exports/preparation.ts';
import {
  openPreparations,
  type PreparationsOptions,
} from '../../../src/render/preparing/open-preparations.ts';
import type { LookedAhead, PreparationEnd, PrepareHooks } from '../../../src/render/preparing/ports.ts';
import { sampleConfig } from '../contract/config-samples.ts';
import { parseConfig, type ExportConfig } from '../../../src/contract/config/parse-config.ts';

const looked: LookedAhead = {
  ...{ chunks: 4, ready: 0, keys: ['a', 'b'] },
  ...{ unpreparedSeconds: 60, preparedSeconds: 10 },
};

/** One preparation in a test's hands. */
interface Begun {
  readonly config: ExportConfig;
  readonly hooks: PrepareHooks;
  readonly end: (end: PreparationEnd) => void;
}

function openRig(options: Partial<PreparationsOptions> = {}) {
  const begun: Begun[] = [];
  const retired: string[] = [];
  const failures: string[] = [];
  const looks: LookedAhead[] = [];
  let now = 0;
  const preparations = openPreparations({
    renderer: {
      look: async () => looks.shift() ?? looked,
      prepare: (config, hooks) =>
        new Promise((end) => {
          hooks.signal.addEventListener('abort', () => end({ kind: 'stopped' }));
          begun.push({ config, hooks, end });
        }),
    },
    store: {
      usedAt: async (keys) => new Map(keys.map((key) => [key, ++now])),
      retire: async (chunks) => void retired.push(...chunks.keys()),
    },
    idle: async () => undefined,
    isOn: true,
    onFailed: (_, { message }) => failures.push(message),
    onBug: (error) => {
      throw error;
    },
    ...options,
  });
  return { preparations, begun, retired, failures, looks };
}

function configOf(projectName: string): ExportConfig {
  const parsed = parseConfig({ ...sampleConfig(), projectName });
  if (!parsed.isOk) throw new Error(parsed.problem.message);
  return parsed.config;
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 5));

/** What is told of a name until it is ready. */
async function heardUntilReady(
  { preparations }: ReturnType<typeof openRig>,
  name: string,
): Promise<ExportReadiness[]> {
  const heard: ExportReadiness[] = [];
  for await (const state of preparations.watch(name, new AbortController().signal)) {
    heard.push(state);
    if (state.ready === 1) break;
  }
  return heard;
}

test('an edit goes from what is there to ready, and says what an export would take', async () => {
  const rig = openRig();
  const config = configOf('one');
  expect(await rig.preparations.prepare({ name: 'p', config })).toEqual({ chunks: 4, ready: 0, seconds: 60 });
  const heard = heardUntilReady(rig, 'p');
  await turns();
  rig.begun[0]?.hooks.onProgress(0.5);
  await new Promise((resolve) => setTimeout(resolve, 300));
  rig.begun[0]?.end({ kind: 'prepared' });
  expect(await heard).toEqual([
    { ready: 0, exportSeconds: 60 },
    { ready: 0.5, exportSeconds: 35 },
    { ready: 1, exportSeconds: 10 },
  ]);
});

test('what gave way begins again, and never goes back', async () => {
  const rig = openRig();
  await rig.preparations.prepare({ name: 'p', config: configOf('one') });
  await turns();
  rig.begun[0]?.hooks.onProgress(0.6);
  rig.begun[0]?.end({ kind: 'yielded' });
  await turns();
  expect(rig.begun).toHaveLength(2);
  rig.begun[1]?.hooks.onProgress(0.2);
  const again = await rig.preparations.prepare({ name: 'p', config: configOf('one') });
  expect(again.ready).toBe(0.6);
  expect(rig.begun).toHaveLength(2);
});

test('a later edit replaces the earlier one, and what only that needed is retired', async () => {
  const rig = openRig();
  await rig.preparations.prepare({ name: 'p', config: configOf('one') });
  await turns();
  await rig.begun[0]?.hooks.onMade('old');
  await rig.begun[0]?.hooks.onMade('both');
  await rig.preparations.prepare({ name: 'p', config: configOf('two') });
  expect(rig.begun[0]?.hooks.signal.aborted).toBe(true);
  await turns();
  rig.begun[1]?.hooks.onNeeded(['both', 'new']);
  rig.begun[1]?.end({ kind: 'prepared' });
  await heardUntilReady(rig, 'p');
  await turns();
  expect(rig.retired).toEqual(['old']);
});

test('edits of two names wait for one another', async () => {
  const rig = openRig();
  await rig.preparations.prepare({ name: 'p', config: configOf('one') });
  await rig.preparations.prepare({ name: 'q', config: configOf('two') });
  await turns();
  expect(rig.begun.map(({ config }) => config.projectName)).toEqual(['one']);
  rig.begun[0]?.end({ kind: 'prepared' });
  await turns();
  expect(rig.begun.map(({ config }) => config.projectName)).toEqual(['one', 'two']);
});

test('what failed is not begun again until the edit is another one', async () => {
  const rig = openRig();
  await rig.preparations.prepare({ name: 'p', config: configOf('one') });
  await turns();
  rig.begun[0]?.end({ kind: 'failed', problem: { code: 'NO_ROOM', message: 'too much' } });
  await turns();
  await rig.preparations.prepare({ name: 'p', config: configOf('one') });
  await turns();
  expect(rig.failures).toEqual(['too much']);
  expect(rig.begun).toHaveLength(1);
  await rig.preparations.prepare({ name: 'p', config: configOf('two') });
  await turns();
  expect(rig.begun).toHaveLength(2);
});

test('an edit whose chunks were evicted is rendered again', async () => {
  const rig = openRig();
  await rig.preparations.prepare({ name: 'p', config: configOf('one') });
  await turns();
  rig.begun[0]?.end({ kind: 'prepared' });
  await heardUntilReady(rig, 'p');
  await turns();
  rig.looks.push({ ...looked, ready: 0.4 });
  expect((await rig.preparations.prepare({ name: 'p', config: configOf('one') })).ready).toBe(0.4);
  await turns();
  expect(rig.begun).toHaveLength(2);
});

test('nothing is begun while children work, nor once it is closed', async () => {
  let rest = (): void => undefined;
  const rig = openRig({ idle: () => new Promise((resolve) => (rest = resolve)) });
  await rig.preparations.prepare({ name: 'p', config: configOf('one') });
  await turns();
  expect(rig.begun).toHaveLength(0);
  rest();
  await turns();
  expect(rig.begun).toHaveLength(1);
  await rig.preparations.close();
  expect(rig.begun[0]?.hooks.signal.aborted).toBe(true);
});
