import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from '../../media/footage/make-footage.ts';
import type { Footage } from '../../media/footage/spec.ts';
import { complaintsOf } from '../../media/oracle/describe-verdict.ts';
import type { JudgedClip } from '../../media/oracle/edit.ts';
import { judge } from '../../media/oracle/judge.ts';
import { launchBrowser } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { dropFootage, openProject, programOf, saved, shownShots } from './support/studio-tab.ts';

const rate = { num: 30, den: 1 };
/** Three chapters of one recording, and a camera that was switched on while the second of them ran. */
const films = [
  { name: 'GX010012.MP4', from: 0, seconds: 6 },
  { name: 'GX020012.MP4', from: 6, seconds: 5 },
  { name: 'GX030012.MP4', from: 11, seconds: 3 },
  { name: 'Wide.mp4', from: 6.5, seconds: 4 },
] as const;

let browser: Browser;
let server: StudioServer;
let folder: string;
let footage: readonly Footage[];

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-chapters-'));
  footage = await Promise.all(
    films.map(({ from, seconds }, camera) =>
      makeFootage({ camera, rate, seconds, gop: 30, audio: { voice: 77, voiceOffsetSeconds: from } }),
    ),
  );
  await Promise.all(footage.map(({ path }, index) => copyFile(path, pathOf(index))));
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const pathOf = (index: number) => join(folder, films[index]?.name ?? '');
const projectOf = (id: string) => programOf(server.url).trpc.projects.get.query({ id });

/** Which file of camera 1 is seen, and where in it, in seconds. */
const seenOf = (page: Page) =>
  page
    .getByRole('button', { name: /^Cut to 1 / })
    .locator('video:not(.invisible)')
    .evaluate((video: HTMLVideoElement) => [Number(video.dataset['file']), video.currentTime, video.seeking]);

describe('a camera that recorded into several files', () => {
  it('is offered as one, plays over their borders, is synchronised as a whole, and exported to the frame', async () => {
    const { page, id, complaints, close } = await openProject(browser, server.url);
    await dropFootage(page, [pathOf(0), pathOf(1), pathOf(3)]);
    await page.getByRole('button', { name: /^Cut to 3 / }).waitFor();
    const offer = page.getByRole('region', { name: 'Files of one recording' });
    await offer.getByText('These two files are one recording.').waitFor();
    await offer.getByRole('button', { name: 'Make one camera' }).click();
    await page.getByRole('button', { name: '2 files of GX010012' }).waitFor();
    expect(await page.getByRole('button', { name: /^Cut to / }).count()).toBe(2);
    await dropFootage(page, [pathOf(2)], '[data-recording]');
    await page.getByRole('button', { name: '3 files of GX010012' }).waitFor();
    await page.getByRole('button', { name: 'Synchronise by sound' }).click();
    await page.getByText(/% sure/).waitFor();
    await saved(page);
    const { angles } = await projectOf(id);
    expect(angles).toMatchObject([
      {
        filePath: 'GX010012.MP4',
        offsetSeconds: 0,
        laterFiles: [
          { filePath: 'GX020012.MP4', startsAt: 6 },
          { filePath: 'GX030012.MP4', startsAt: 11 },
        ],
      },
      { filePath: 'Wide.mp4', sync: 'sound' },
    ]);
    expect(Math.abs((angles[1]?.offsetSeconds ?? 0) + 6.5)).toBeLessThan(0.001);
    await playsOver(page);
    await cutsTo(page);
    await exportsExactly(page, id);
    await page.reload();
    await page.getByRole('button', { name: '3 files of GX010012' }).click();
    const dialog = page.getByRole('dialog', { name: 'Files of GX010012' });
    await dialog.getByRole('button', { name: 'Remove GX030012.MP4' }).click();
    await dialog.getByRole('button', { name: 'Remove GX030012.MP4' }).waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Done' }).click();
    await saved(page);
    const { angles: fewer, stretches } = await projectOf(id);
    expect(fewer[0]?.laterFiles).toHaveLength(1);
    expect(stretches.at(-1)?.end).toBeCloseTo(11, 3);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** Stands on either side of the first border to the frame, then plays over it. */
async function playsOver(page: Page): Promise<void> {
  await page.locator('body').click({ position: { x: 640, y: 20 } });
  await page.keyboard.press('Home');
  for (let second = 0; second < 6; second++) await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => seenOf(page)).toEqual([1, expect.closeTo(0, 1), false]);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => seenOf(page)).toEqual([0, expect.closeTo(179 / 30, 1), false]);
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Space');
  await expect
    .poll(async () => {
      const [file = 0, at = 0] = await seenOf(page);
      return Number(file) * 100 + Number(at);
    })
    .toBeGreaterThan(100.5);
  await page.keyboard.press('k');
}

/** To the other camera at 8 s, and back at 9.5 s. */
async function cutsTo(page: Page): Promise<void> {
  await page.keyboard.press('Home');
  for (let second = 0; second < 8; second++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('2');
  await page.keyboard.press('Shift+ArrowRight');
  for (let frame = 0; frame < 15; frame++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('1');
  await saved(page);
  expect((await shownShots(page)).map(({ from, to }) => [from, to])).toEqual([
    [0, 240],
    [240, 285],
    [285, 420],
  ]);
}

async function exportsExactly(page: Page, id: string): Promise<void> {
  await page.getByRole('button', { name: 'Export' }).click();
  const panel = page.getByRole('dialog', { name: 'Export' });
  await panel.getByTestId('plan').waitFor();
  await panel.getByRole('button', { name: 'Export', exact: true }).click();
  const link = panel.getByRole('link', { name: /^Download/ });
  await link.waitFor({ timeout: 120_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const path = join(server.folder, 'chapters.mp4');
  await download.saveAs(path);
  const { angles } = await projectOf(id);
  const wide = angles[1]?.offsetSeconds ?? 0;
  const clip = (source: number, inSeconds: number, seconds: number): JudgedClip => ({
    ...{ source, inSeconds, outSeconds: inSeconds + seconds, withSound: true },
  });
  const clips = [clip(0, 0, 6), clip(1, 0, 2), clip(3, 8 + wide, 1.5), clip(1, 3.5, 1.5), clip(2, 0, 3)];
  const edit = { rate, width: 320, height: 180, sources: footage, clips, includeAudio: true };
  expect(complaintsOf(await judge(path, edit))).toEqual([]);
}
