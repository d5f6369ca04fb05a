import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeFiles } from '../../src/cli/commands/place-files.ts';
import { parseConfig, type ExportConfig } from '../../src/contract/config/parse-config.ts';
import type { OutputUpdate, RenderOutcome } from '../../src/contract/exports/render-port.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-place-'));
  await mkdir(join(folder, 'made'));
  for (const file of [
    'output.mp4',
    'output-sound.flac',
    'output-poster.jpg',
    'captions.vtt',
    'chapters.json',
  ])
    await writeFile(join(folder, 'made', file), file);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function episode(): ExportConfig {
  const parsed = parseConfig({
    ...{ version: 2, id: 'episode' },
    sources: [{ id: 'a', filePath: 'a.mp4' }],
    shots: [{ source: 'a', from: 0, to: 2 }],
    outputs: [
      { id: 'master', format: 'mp4', codec: 'copy', width: 640, height: 360, fps: 30 },
      { id: 'sound', format: 'flac' },
      { id: 'poster', format: 'jpeg', at: 1 },
    ],
  });
  if (!parsed.isOk) throw new Error(parsed.problem.message);
  return parsed.config;
}

function ended(states: Readonly<Record<string, OutputUpdate['state']>>): RenderOutcome {
  const outputs = Object.entries(states).map(([id, state]) => ({ id, state, progress: 1 }));
  return { kind: 'failed', problem: { code: 'INTERNAL', message: '' }, warnings: [], outputs };
}

async function placed(outcome: RenderOutcome): Promise<readonly string[]> {
  const outPath = join(folder, 'talk.mp4');
  await placeFiles({ config: episode(), outcome, folder: join(folder, 'made'), outPath });
  return (await readdir(folder)).filter((name) => name !== 'made').sort();
}

describe('the files of a run', () => {
  it('are put beside each other, captions and chapters under the name of the first', async () => {
    expect(await placed(ended({ master: 'completed', sound: 'completed', poster: 'completed' }))).toEqual([
      ...['talk-poster.jpg', 'talk-sound.flac', 'talk.chapters.json', 'talk.mp4', 'talk.vtt'],
    ]);
    expect(await readFile(join(folder, 'talk.vtt'), 'utf8')).toBe('captions.vtt');
  });

  it('that were finished are put there although another one failed', async () => {
    expect(await placed(ended({ master: 'failed', sound: 'completed', poster: 'pending' }))).toEqual([
      'talk-sound.flac',
    ]);
  });

  it('of a run that was stopped are not put anywhere', async () => {
    expect(await placed({ kind: 'stopped', reason: 'cancel' })).toEqual([]);
  });
});
