import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMediaTool } from '../../media/footage/run-media-tool.ts';
import { soundingTalk, talkSampleRate } from '../../unit/autocut/support/talk-sound.ts';
import { launchBrowser } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { dropFootage, openProject, saved, shownShots } from './support/studio-tab.ts';

let browser: Browser;
let server: StudioServer;
let folder: string;
const seconds = 40;
const talk = soundingTalk(3, { seconds, speakers: 2 });

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-voice-'));
  for (const [name, near] of [
    ['Talk 1.mp4', 0],
    ['Talk 2.mp4', 1],
    ['Talk 3.mp4', undefined],
  ] as const) {
    const sound = ['-f', 's16le', '-ar', String(talkSampleRate), '-ac', '1', '-i', 'pipe:0'];
    const picture = [
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=160x90:rate=25:duration=${seconds}`,
      '-map',
      '1:v',
      '-map',
      '0:a',
    ];
    const codecs = [
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-ar',
      '48000',
    ];
    await runMediaTool('ffmpeg', ['-v', 'error', ...sound, ...picture, ...codecs, join(folder, name)], {
      feeds: [[new Uint8Array(talk.record(near).buffer)]],
    });
  }
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a talk of two, and a camera that sees both', () => {
  it('is cut by who speaks, seen before it is done, and undone in one step', async () => {
    const { page, complaints, close } = await openProject(browser, server.url);
    await dropFootage(
      page,
      ['Talk 1.mp4', 'Talk 2.mp4', 'Talk 3.mp4'].map((name) => join(folder, name)),
    );
    await page.getByRole('button', { name: /^Cut to 3 / }).waitFor();
    await page
      .getByText(/^3 cameras in sync/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'First cut by voice' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cut by voice' });
    await dialog.getByText(/^\d+ shots of/).waitFor();
    const shows = await dialog
      .getByRole('combobox')
      .evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
    expect(shows).toEqual(['0', '1', 'wide']);
    await dialog.getByRole('button', { name: 'Lively' }).click();
    await dialog.getByRole('button', { name: 'Cut the programme' }).click();
    await dialog.waitFor({ state: 'detached' });
    await saved(page);
    const shots = await shownShots(page);
    expect(shots.length).toBeGreaterThan(2);
    await page.getByRole('tab', { name: 'Sources' }).click();
    expect(await page.getByRole('button', { name: 'First cut by voice' }).count()).toBe(0);
    expect(new Set(shots.map(({ angleId }) => angleId)).size).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Undo (Ctrl Z)' }).click();
    expect(await shownShots(page)).toHaveLength(1);
    expect(complaints).toEqual([]);
    await close();
  });
});
