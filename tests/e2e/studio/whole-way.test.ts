import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from '../../media/footage/make-footage.ts';
import type { Footage } from '../../media/footage/spec.ts';
import { complaintsOf } from '../../media/oracle/describe-verdict.ts';
import type { JudgedClip, JudgedEdit } from '../../media/oracle/edit.ts';
import { judge } from '../../media/oracle/judge.ts';
import { launchBrowser } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { dropFootage, openProject, programOf, saved, shownShots } from './support/studio-tab.ts';

/** When the second and third camera were switched on, in seconds on the first one's clock. */
const switchedOn = [0, 0.7345, -0.4021] as const;
const rate = { num: 30, den: 1 };

let browser: Browser;
let server: StudioServer;
let cameras: readonly Footage[];

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer({ PREPARE: 'on' });
  cameras = await Promise.all(
    switchedOn.map((voiceOffsetSeconds, camera) =>
      makeFootage({ camera, rate, seconds: 14, gop: 30, audio: { voice: 77, voiceOffsetSeconds } }),
    ),
  );
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** What the page says is shown, as the oracle reads an edit: by the coded files and the project's own sync. */
async function editOnScreen(page: Page, projectId: string): Promise<JudgedEdit> {
  const { angles } = await programOf(server.url).trpc.projects.get.query({ id: projectId });
  const seconds = (frame: number) => (frame * rate.den) / rate.num;
  const clips = (await shownShots(page)).map(({ angleId, from, to }): JudgedClip => {
    const angle = angles.find(({ id }) => id === angleId);
    if (!angle) throw new Error(`no angle ${angleId}`);
    const source = cameras.findIndex(({ path }) => basename(path) === angle.filePath);
    const inSeconds = angle.offsetSeconds + seconds(from) * (1 + angle.driftPpm / 1e6);
    return { source, inSeconds, outSeconds: inSeconds + seconds(to - from), withSound: true };
  });
  return { rate, width: 320, height: 180, sources: cameras, clips, includeAudio: true };
}

describe('from three camera files to a finished episode', () => {
  it('drops, synchronises, cuts while it plays, exports, downloads; and the file is what was on the screen', async () => {
    const tab = await openProject(browser, server.url);
    const { page, id } = tab;
    await dropFootage(
      page,
      cameras.map(({ path }) => path),
    );
    for (const number of [1, 2, 3]) {
      await page.getByRole('button', { name: new RegExp(`^Cut to ${number} `) }).waitFor();
    }
    await orderCameras(page);
    await page.getByRole('button', { name: 'Synchronise by sound' }).click();
    await page
      .getByText(/% sure/)
      .nth(1)
      .waitFor();
    await saved(page);
    await expectFoundBySound(id);
    await cutWhilePlaying(page);
    await page.keyboard.press(']');
    await saved(page);
    const edit = await editOnScreen(page, id);
    expect(edit.clips.length).toBeGreaterThanOrEqual(4);

    await page.keyboard.press('e');
    const panel = page.getByRole('dialog', { name: 'Export' });
    await panel.getByTestId('plan').waitFor();
    expect(await panel.getByTestId('plan').textContent()).toMatch(/keeps its original quality/);
    // Rendered while nobody had asked for it yet: what is left is a copy and a check.
    await panel.getByText(/^Ready: /).waitFor({ timeout: 240_000 });
    // Whoever names the project alone means the same edit: all of it is there.
    expect(await programOf(server.url).trpc.prepare.mutate({ projectId: id })).toMatchObject({ ready: 1 });
    await panel.getByRole('button', { name: 'Export', exact: true }).click();
    const link = panel.getByRole('link', { name: /^Download/ });
    await link.waitFor({ timeout: 120_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const path = join(server.folder, 'downloaded.mp4');
    await download.saveAs(path);
    expect((await readFile(path)).length).toBeGreaterThan(10_000);
    const complaints = complaintsOf(await judge(path, edit));
    expect(complaints).toEqual([]);
    expect((await childrenOfExport()).filter((task) => !/^check of /.test(task))).toEqual([]);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });
});

/** What the newest export had FFmpeg do. */
async function childrenOfExport(): Promise<string[]> {
  const { trpc } = programOf(server.url);
  const [newest] = (await trpc.list.query()).exports;
  const { entries } = await trpc.logOf.query({ jobId: newest?.jobId ?? '' });
  return entries.filter(({ event }) => event === 'child').map(({ task }) => String(task));
}

/** Every camera but the first, which is the clock, was found by its sound and lies right to the millisecond. */
async function expectFoundBySound(id: string): Promise<void> {
  const { angles } = await programOf(server.url).trpc.projects.get.query({ id });
  expect(angles).toHaveLength(switchedOn.length);
  for (const [index, { sync, offsetSeconds }] of angles.entries()) {
    if (index > 0) expect(sync).toBe('sound');
    expect(Math.abs(offsetSeconds + (switchedOn[index] ?? 0))).toBeLessThan(0.001);
  }
}

/** They arrive in any order; on the screen camera 1 is to be the first file. */
async function orderCameras(page: Page): Promise<void> {
  for (const [index, { path }] of cameras.entries()) {
    const name = `More for ${basename(path, '.mp4')
      .replace(/[._-]+/g, ' ')
      .replace(/^c/, 'C')}`;
    const rows = page.getByRole('list', { name: 'Cameras' }).getByRole('button', { name: /^More for/ });
    for (;;) {
      const names = await rows.evaluateAll((list) => list.map((row) => row.getAttribute('aria-label')));
      const at = names.indexOf(name);
      if (at <= index) break;
      await rows.nth(at).click();
      await page.getByRole('menuitem', { name: `Make it camera ${at}` }).click();
    }
  }
}

async function cutWhilePlaying(page: Page): Promise<void> {
  const frameNow = async () => {
    const text = (await page.getByTestId('timecode').textContent()) ?? '0:0:0:0';
    const [, minutes = 0, seconds = 0, frames = 0] = text.split(':').map(Number);
    return (minutes * 60 + seconds) * 30 + frames;
  };
  const past = (frame: number) =>
    expect.poll(frameNow, { timeout: 60_000, interval: 20 }).toBeGreaterThan(frame);
  await page.locator('body').click({ position: { x: 640, y: 20 } });
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  for (const [key, frame] of [
    ['2', 45],
    ['3', 110],
    ['1', 180],
    ['2', 240],
  ] as const) {
    await past(frame);
    await page.keyboard.press(key);
  }
  await past(300);
  await page.keyboard.press('k');
}
