import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import { makeFootage } from './footage/make-footage.ts';
import type { Footage } from './footage/spec.ts';
import { openStudio, type Exported, type TestStudio } from './oracle/export-with-engine.ts';

const size = { width: 192, height: 108 };
let studio: TestStudio;
let film: Footage;
beforeAll(async () => {
  studio = await openStudio();
  film = await makeFootage({ camera: 7, seconds: 6, rate: { num: 30, den: 1 }, size, gop: 15, bFrames: 0 });
});
afterAll(() => studio[Symbol.asyncDispose]());

function exportOf(id: string, change: Pick<ConfigV2Input, 'outputs' | 'titles'>): Promise<Exported> {
  const config: ConfigV2Input = {
    ...{ version: 2, id, ...change },
    sources: [{ id: 's', filePath: basename(film.path) }],
    angles: [{ id: 'wide', files: ['s'] }],
    shots: [{ show: 'wide', from: 0, to: 5 }],
    sound: { tracks: [{ angle: 'wide', gainDb: -2 }], loudness: -20 },
  };
  return studio.exportConfig(config, [film.path]);
}

const timesOf = ({ log }: Exported, task: string) =>
  log.filter((entry) => entry.event === 'child' && entry.task.startsWith(task)).length;

const master = { id: 'master', format: 'mp4' as const, codec: 'copy' as const, ...size, fps: 30 };

it('[R26] outputs that hear the same have it decoded and mixed once', async () => {
  const outputs: ConfigV2Input['outputs'] = [
    master,
    { id: 'audio', format: 'm4a' },
    { id: 'plain', format: 'flac' },
    { id: 'clip', format: 'm4a', range: [1, 3] },
    { id: 'quiet', format: 'm4a', loudness: -24 },
  ];
  const exported = await exportOf('outputs', { outputs });
  expect(exported.outcome).toMatchObject({ kind: 'completed' });
  // Of the programme, of its range, and at another loudness.
  expect(timesOf(exported, 'sound of source')).toBe(3);
  expect(timesOf(exported, 'loudness of the finished file')).toBe(5);
});

it('[R26] an export of the same sound under other pictures finds it, and measures what it hands out', async () => {
  const first = await exportOf('first', { outputs: [master] });
  const titles = [{ text: 'Jane Doe', style: 'lower-third' as const, from: 1, to: 2 }];
  const second = await exportOf('second', { outputs: [master], titles });
  for (const exported of [first, second]) {
    expect(exported.outcome).toMatchObject({ kind: 'completed' });
    expect(timesOf(exported, 'loudness of the finished file')).toBe(1);
  }
  expect(timesOf(second, 'sound of source')).toBe(0);
  expect(timesOf(second, 'sound from packet')).toBe(0);
  expect(timesOf(second, 'loudness and peaks')).toBe(0);
  const [one, other] = [first, second].map(({ outcome }) =>
    outcome.kind === 'completed' ? outcome.report.checks.find(({ name }) => name === 'loudness') : undefined,
  );
  expect(other).toEqual(one);
});
