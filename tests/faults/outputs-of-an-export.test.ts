import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import { isFinal } from '../../src/contract/exports/export-states.ts';
import type { ExportStatus } from '../../src/contract/exports/status.ts';
import { startServerProcess, type ServerProcess } from './support/server-process.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

let workshop: Workshop;
let server: ServerProcess;

beforeAll(async () => {
  workshop = await openWorkshop();
  server = await startServerProcess(workshop.folder);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await workshop[Symbol.asyncDispose]();
});

function config(id: string): ConfigV2Input {
  return {
    ...{ version: 2, id, projectName: 'Talk', reference: 'crm-4711' },
    sources: [{ id: 'cam', filePath: 'camera.mp4' }],
    angles: [{ id: 'wide', files: ['cam'] }],
    shots: [{ show: 'wide', from: 0.5, to: 3.5 }],
    chapters: [{ time: 0, title: 'Hello' }],
    outputs: [
      { id: 'master', format: 'mp4', codec: 'copy', width: 320, height: 180, fps: 30 },
      { id: 'audio', format: 'mp3' },
    ],
  };
}

const ended = (status: ExportStatus) => isFinal(status.status);

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${server.url}/api/export/${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
}

describe('an export of several files', () => {
  it('[R40] tells each of them, and hands each of them out by its name', async () => {
    expect(await server.post(config('several'))).toMatchObject({ status: 200 });
    const status = await server.until('several', ended);
    expect(status).toMatchObject({ status: 'completed', reference: 'crm-4711', progress: 1 });
    expect(status.outputs?.map(({ id, state, kind }) => [id, state, kind])).toEqual([
      ['master', 'completed', 'movie'],
      ['audio', 'completed', 'sound'],
    ]);
    const first = await call('GET', 'several/download');
    expect(first.headers.get('content-type')).toBe('video/mp4');
    const audio = await call('GET', 'several/download?output=audio');
    expect(audio.headers.get('content-type')).toBe('audio/mpeg');
    expect(audio.headers.get('content-disposition')).toContain('.mp3');
    expect((await audio.arrayBuffer()).byteLength).toBe(status.outputs?.[1]?.output?.bytes);
    expect((await call('GET', 'several/download?output=nothing')).status).toBe(404);
    const chapters = await call('GET', 'several/chapters.json');
    expect(await chapters.json()).toEqual({ chapters: [{ time: 0, title: 'Hello' }] });
    expect((await call('GET', 'several/captions.vtt')).status).toBe(404);
  });

  it('[R41] takes one more when it is finished, from the chunks that are there, and gives one up', async () => {
    expect(await server.post(config('growing'))).toMatchObject({ status: 200 });
    await server.until('growing', ended);
    const poster = { id: 'poster', format: 'jpeg', at: 1, width: 160 };
    expect((await call('POST', 'growing/outputs', poster)).status).toBe(200);
    const grown = await server.until('growing', (status) => ended(status) && status.outputs?.length === 3);
    expect(grown.outputs?.map(({ id, state }) => [id, state])).toEqual([
      ['master', 'completed'],
      ['audio', 'completed'],
      ['poster', 'completed'],
    ]);
    const picture = await call('GET', 'growing/download?output=poster');
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    // A second one of that name, and one that is none.
    expect((await call('POST', 'growing/outputs', poster)).status).toBe(400);
    expect((await call('POST', 'growing/outputs', { id: 'x', format: 'mp5' })).status).toBe(400);
    expect((await call('DELETE', 'growing/outputs/poster')).status).toBe(200);
    expect((await call('GET', 'growing/download?output=poster')).status).toBe(404);
    expect(await readdir(join(workshop.folder, 'exports', 'growing'))).not.toContain('output-poster.jpg');
    expect((await server.statusOf('growing')).outputs?.map(({ id }) => id)).toEqual(['master', 'audio']);
  });

  it('plans each of them, and refuses what nobody knows by its name', async () => {
    const planned = await fetch(`${server.url}/api/plan`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(config('planned')),
    });
    const { outputs } = (await planned.json()) as {
      outputs: { id: string; frames: number; audioCodec: string }[];
    };
    expect(outputs.map(({ id, frames, audioCodec }) => [id, frames, audioCodec])).toEqual([
      ['master', 90, 'aac'],
      ['audio', 0, 'mp3'],
    ]);
    const { status, body } = await server.post({ ...config('odd'), watermark: true, shotz: [] });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('shots');
  });
});
