import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMediaTool } from '../../media/footage/run-media-tool.ts';
import { launchBrowser } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { openProject, programOf, saved } from './support/studio-tab.ts';

let browser: Browser;
let server: StudioServer;
let id: string;

/** A cut to a camera that had stopped by then, and a camera whose file is gone. */
beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
  const sources = join(server.folder, 'sources');
  await mkdir(sources, { recursive: true });
  for (const [name, seconds] of [
    ['long.mp4', 8],
    ['short.mp4', 4],
    ['spare.mp4', 8],
  ] as const) {
    const picture = `testsrc2=size=160x90:rate=25:duration=${seconds}`;
    const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
    await runMediaTool('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      picture,
      ...codecs,
      join(sources, name),
    ]);
  }
  const { projects } = programOf(server.url).trpc;
  const { revision, id: made, ...edit } = await projects.create.mutate({ name: 'Problems' });
  id = made;
  await projects.save.mutate({
    ...{ id, revision },
    edit: {
      ...edit,
      angles: ['long.mp4', 'short.mp4', 'gone.mp4'].map((filePath, index) => ({
        ...{ id: `cam-${index + 1}`, name: `Camera ${index + 1}`, filePath },
        ...{ offsetSeconds: 0, driftPpm: 0, sync: 'hand' as const },
      })),
      rendition: { ...edit.rendition, width: 160, height: 90, fps: 25 },
      stretches: [
        { angleId: 'cam-1', start: 0, end: 3, isSilent: false },
        { angleId: 'cam-2', start: 3, end: 6, isSilent: false },
        { angleId: 'cam-1', start: 6, end: 8, isSilent: false },
      ],
    },
  });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const heightOf = (page: Page) =>
  page.getByTestId('timeline').evaluate((element) => Math.round(element.getBoundingClientRect().height));

describe('the chip of problems', () => {
  it('counts them, leads to each, and goes when they are mended', async () => {
    const { page, close } = await openProject(browser, server.url, { id });
    const chip = page.getByRole('button', { name: '2 problems' });
    await chip.click();
    await page.getByRole('menuitem', { name: 'Camera 3: gone.mp4 cannot be read' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replace the file of Camera 3' });
    await dialog.getByRole('button', { name: 'Close' }).click();
    await chip.click();
    await page.getByRole('menuitem', { name: 'Shot 2, 00:00:04:00: Camera 2 recorded nothing' }).click();
    await expect
      .poll(() => page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow'))
      .toBe('100');
    const bar = page.getByRole('group', { name: 'Selection' });
    await bar.getByText('Camera 2 recorded nothing for 2').waitFor();
    await bar.getByRole('button', { name: 'Fill from another camera' }).click();
    await page.getByRole('button', { name: '1 problem', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Camera 3/ }).click();
    await dialog.getByRole('button', { name: 'Use spare.mp4' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^\d problems?$/ }).waitFor({ state: 'detached' });
    await saved(page);
    await close();
  });
});

describe('the height of the timeline', () => {
  it('is dragged, moved by key, kept over a reload, and back to the usual by a double click', async () => {
    const { page, close } = await openProject(browser, server.url, {
      id,
      viewport: { width: 1280, height: 900 },
    });
    await page.getByTestId('timecode').waitFor();
    const usual = await heightOf(page);
    const handle = page.getByRole('separator', { name: 'Height of the timeline' });
    const box = await handle.boundingBox();
    if (!box) throw new Error('the handle is not shown');
    await page.mouse.move(box.x + 300, box.y + 3);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 3 - 120, { steps: 6 });
    await page.mouse.up();
    await expect.poll(() => heightOf(page)).toBe(usual + 120);
    await handle.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => heightOf(page)).toBe(usual + 100);
    // The arrows belong to the handle while it has the focus.
    expect(await page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow')).toBe('0');
    await page.reload();
    await expect.poll(() => heightOf(page)).toBe(usual + 100);
    await handle.dblclick();
    await expect.poll(() => heightOf(page)).toBe(usual);
    await close();
  });
});
