import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMediaTool } from '../../media/footage/run-media-tool.ts';
import { soundingTalk, talkSampleRate } from '../../unit/autocut/support/talk-sound.ts';
import { launchBrowser } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { dropFootage, openProject, programOf, saved } from './support/studio-tab.ts';

let browser: Browser;
let server: StudioServer;
let folder: string;
const seconds = 30;
const talk = soundingTalk(3, { seconds, speakers: 2 });
const cameras = ['Talk 1.mp4', 'Talk 2.mp4'];
const recorders = ['Host mic.wav', 'Guest mic.wav'];

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-episode-'));
  for (const [index, name] of [...cameras, ...recorders].entries()) {
    await record(name, index < cameras.length ? undefined : index - cameras.length);
  }
  await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'color=c=orange:size=200x100:duration=0.1', '-frames:v', '1'],
    join(folder, 'logo.png'),
  ]);
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What a microphone near to one of the speakers, or to none, has recorded; with a picture where it is a camera's. */
async function record(name: string, near: number | undefined): Promise<void> {
  const sound = ['-f', 's16le', '-ar', String(talkSampleRate), '-ac', '1', '-i', 'pipe:0'];
  const test = `testsrc2=size=320x180:rate=25:duration=${seconds}`;
  const picture = ['-f', 'lavfi', '-i', test, '-map', '1:v', '-map', '0:a'];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  const isCamera = name.endsWith('.mp4');
  const rest = isCamera ? [...picture, ...codecs] : [];
  await runMediaTool('ffmpeg', ['-v', 'error', ...sound, ...rest, '-ar', '48000', join(folder, name)], {
    feeds: [[new Uint8Array(talk.record(near).buffer)]],
  });
}

async function openEpisode() {
  const tab = await openProject(browser, server.url, { viewport: { width: 1280, height: 800 } });
  await dropFootage(
    tab.page,
    [...cameras, ...recorders].map((name) => join(folder, name)),
  );
  await tab.page
    .getByText(/^4 recordings in sync/)
    .first()
    .waitFor();
  return tab;
}

const projectOf = (id: string) => programOf(server.url).trpc.projects.get.query({ id });

describe('the sound of an episode', () => {
  it('is that of the recorders, all together, at the loudness that is asked for, and so is the export', async () => {
    const { page, id, complaints, close } = await openEpisode();
    const panel = page.getByRole('region', { name: 'Sound' });
    const asked = panel.getByRole('combobox', { name: 'Programme sound' });
    await panel.getByRole('list', { name: 'Recorders' }).getByText('Host mic').waitFor();
    expect(await asked.locator('option:checked').textContent()).toBe('Best heard: Guest mic + Host mic');
    await panel.getByText(/^About −\d+ LUFS as recorded$/).waitFor();
    await panel.getByRole('combobox', { name: 'Loudness' }).selectOption('-16');
    await panel.getByText(/^About −\d+ LUFS as recorded, [+−]\d+ dB$/).waitFor();
    await page.keyboard.press('Space');
    await hears(page, 'Level of Host mic');
    await hears(page, 'Level of the programme');
    await page.keyboard.press('Space');
    await asked.selectOption('mix');
    await panel.getByRole('button', { name: 'Mute Talk 1' }).click();
    await panel.getByRole('button', { name: 'Mute Talk 2' }).click();
    await saved(page);
    const { finish } = await projectOf(id);
    expect(finish?.sound).toMatchObject({ mode: 'mix', loudness: -16 });
    expect(finish?.recorders.map(({ sync }) => sync)).toEqual(['sound', 'sound']);
    await asked.selectOption('best');
    await exportsTwoFiles(page);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the pictures of an episode', () => {
  it('have a layout, a dissolve, a title, a chapter and a logo; what is seen is what an export is asked for', async () => {
    const { page, id, complaints, close } = await openEpisode();
    for (let second = 0; second < 10; second++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('q');
    for (const name of [/^Cut to 1 .*ON/, /^Cut to 2 .*ON/])
      await page.getByRole('button', { name, pressed: true }).waitFor();
    await page.keyboard.press('m');
    await page.keyboard.press('ArrowUp');
    for (let second = 0; second < 10; second++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    const bar = page.getByRole('group', { name: 'Selection' });
    await bar.getByRole('combobox', { name: 'Transition', exact: true }).selectOption('dissolve');
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Words' }).click();
    await page.getByRole('button', { name: 'Add a title' }).click();
    const words = page.getByRole('textbox', { name: 'Words of the title' });
    await words.fill('Jane Doe\nHost');
    await words.blur();
    await dropFootage(page, [join(folder, 'logo.png')]);
    await page.getByRole('list', { name: 'Logos' }).getByText('logo.png').waitFor();
    await saved(page);
    const { stretches, finish } = await projectOf(id);
    expect(stretches.at(-1)).toMatchObject({
      angleId: 'layout-side',
      start: 10,
      transition: { kind: 'dissolve', seconds: 0.5 },
    });
    expect(finish?.titles).toMatchObject([{ text: 'Jane Doe\nHost', from: 10, to: 15 }]);
    expect(finish?.chapters).toMatchObject([{ time: 10, title: 'Chapter 1' }]);
    expect(finish?.logos).toMatchObject([{ filePath: 'logo.png', anchor: 'top-right' }]);
    await page.getByRole('button', { name: 'Export' }).click();
    const panel = page.getByRole('dialog', { name: 'Export' });
    await panel.getByTestId('plan').waitFor();
    await panel.getByRole('button', { name: 'Export', exact: true }).click();
    // One film is downloaded from its row.
    await panel.getByRole('link', { name: /^Download/ }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

/** Waits until a meter shows something. */
async function hears(page: Page, meter: string): Promise<void> {
  await page.waitForFunction(
    (name) =>
      Number(
        document.querySelector(`[role=img][aria-label="${name}"] [data-level]`)?.getAttribute('data-level'),
      ) > -40,
    meter,
  );
}

async function exportsTwoFiles(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Export' }).click();
  const panel = page.getByRole('dialog', { name: 'Export' });
  await panel.getByRole('button', { name: 'Add a file' }).click();
  await page.getByRole('menuitem', { name: /^Podcast audio/ }).click();
  await panel
    .getByRole('list', { name: 'Files of the export' })
    .getByText(/Audio only · /)
    .waitFor();
  await panel.getByRole('button', { name: 'Export', exact: true }).click();
  const made = panel.getByRole('list', { name: 'Files', exact: true });
  await made.getByRole('link', { name: 'Download Podcast audio' }).waitFor();
  await made.getByRole('link', { name: 'Download Master' }).waitFor();
  for (const name of ['Master', 'Podcast audio']) {
    const address = await made.getByRole('link', { name: `Download ${name}` }).getAttribute('href');
    expect(await loudnessOfFile(new URL(address ?? '', page.url()).href)).toBeCloseTo(-16, 0);
  }
  await panel.getByRole('button', { name: 'Add one' }).click();
  await page.getByRole('menuitem', { name: /^Poster/ }).click();
  await made.getByRole('link', { name: 'Download Poster' }).waitFor();
  await made.getByRole('button', { name: 'Look' }).click();
  await made.getByRole('img', { name: 'Poster' }).waitFor();
}

/** LUFS of what was downloaded, as FFmpeg measures it. */
async function loudnessOfFile(url: string): Promise<number> {
  const answer = await fetch(url);
  const { stderr } = await runMediaTool(
    'ffmpeg',
    ['-hide_banner', '-nostats', '-i', 'pipe:0', '-map', '0:a', '-af', 'ebur128', '-f', 'null', '-'],
    { feeds: [[new Uint8Array(await answer.arrayBuffer())]] },
  );
  return Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(stderr)?.[1]);
}
