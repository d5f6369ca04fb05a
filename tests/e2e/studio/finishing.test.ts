import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMediaTool } from '../../media/footage/run-media-tool.ts';
import { launchBrowser } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { dropFootage, openProject, programOf, saved, shownShots } from './support/studio-tab.ts';

let browser: Browser;
let server: StudioServer;
let folder: string;
const cameras = ['Side 1.mp4', 'Side 2.mp4'];
const captions =
  '1\n00:00:00,500 --> 00:00:02,000\nWelcome two the show\n\n2\n00:00:02,500 --> 00:00:04,000\nUm\n';

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-finishing-'));
  for (const name of cameras) await film(name);
  await writeFile(join(folder, 'words.srt'), captions);
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Its left half is red, its right half blue. */
async function film(name: string): Promise<void> {
  const half = (colour: string) => ['-f', 'lavfi', '-i', `color=${colour}:size=160x180:rate=25:duration=6`];
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=seed=7:duration=6:amplitude=0.3'];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  await runMediaTool('ffmpeg', [
    ...['-v', 'error', ...half('red'), ...half('blue'), ...noise],
    ...['-filter_complex', '[0][1]hstack', '-map', '2:a', ...codecs, join(folder, name)],
  ]);
}

async function openFilmed() {
  const tab = await openProject(browser, server.url, { viewport: { width: 1280, height: 800 } });
  await dropFootage(
    tab.page,
    cameras.map((name) => join(folder, name)),
  );
  await tab.page
    .getByText(/^2 cameras in sync/)
    .first()
    .waitFor();
  return tab;
}

const projectOf = (id: string) => programOf(server.url).trpc.projects.get.query({ id });

/** Takes hold of something and lets it go somewhere else, by shares of the width of `over`. */
async function drag(page: Page, what: Locator, { over, by }: { over: Locator; by: number }): Promise<void> {
  const [from, size] = [await what.boundingBox(), await over.boundingBox()];
  if (!from || !size) throw new Error('nothing to take hold of');
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by * size.width, y, { steps: 6 });
  await page.mouse.up();
}

/** Red and blue, 0..255, in the middle of what a film shows first. */
async function colourOf(url: string): Promise<{ readonly red: number; readonly blue: number }> {
  const answer = await fetch(url);
  const { stdout } = await runMediaTool(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      'pipe:0',
      '-frames:v',
      '1',
      '-vf',
      'scale=9:9',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ],
    { feeds: [[new Uint8Array(await answer.arrayBuffer())]] },
  );
  const middle = (4 * 9 + 4) * 3;
  return { red: stdout[middle] ?? 0, blue: stdout[middle + 2] ?? 0 };
}

describe('the framing of a camera', () => {
  it('is dragged on its picture, in the programme and upright for itself, and exported so', async () => {
    const { page, id, complaints, close } = await openFilmed();
    await page.keyboard.press('f');
    const dialog = page.getByRole('dialog', { name: 'Framing of Side 1' });
    const [frame, picture] = [
      dialog.getByTestId('frame'),
      dialog.getByRole('img', { name: /at the playhead/ }),
    ];
    await drag(page, frame.locator('[data-corner=south-east]'), { over: picture, by: -0.5 });
    await dialog.getByRole('radio', { name: 'Vertical 9:16' }).click();
    await drag(page, frame, { over: picture, by: 0.4 });
    await dialog.getByRole('button', { name: 'Done' }).click();
    await saved(page);
    const [choice] = (await projectOf(id)).finish?.frames ?? [];
    expect(choice?.crop).toMatchObject({ x: 0, y: 0 });
    expect(choice?.crop?.width).toBeCloseTo(0.75, 1);
    expect(choice?.uprightCrop?.x).toBeCloseTo(1 - 0.316, 2);
    await page.keyboard.press('v');
    await page.waitForFunction(() => {
      const sheet = document.querySelector<HTMLCanvasElement>('section[aria-label=Programme] canvas');
      const [, , blue = 0] =
        sheet?.getContext('2d')?.getImageData(sheet.width / 2, sheet.height / 2, 1, 1).data ?? [];
      return sheet !== null && sheet.height > sheet.width && blue > 200;
    });
    await exportsUpright(page);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** The master shows the red left, the clip the blue right. */
async function exportsUpright(page: Page): Promise<void> {
  await page.keyboard.press('e');
  const panel = page.getByRole('dialog', { name: 'Export' });
  await panel.getByRole('button', { name: 'Add a file' }).click();
  await page.getByRole('menuitem', { name: /^Vertical clip/ }).click();
  await panel.getByTestId('plan').waitFor();
  // On a low screen what becomes of it lies below the form, and is scrolled to.
  await page.setViewportSize({ width: 1280, height: 620 });
  await panel.getByRole('button', { name: 'Export', exact: true }).click();
  const row = panel.locator('[data-export]').first();
  await expect
    .poll(() => row.evaluate((shown) => shown.getBoundingClientRect().top < innerHeight - 60), {
      timeout: 60_000,
    })
    .toBe(true);
  const made = panel.getByRole('list', { name: 'Files', exact: true });
  const colour = async (name: string) => {
    const link = made.getByRole('link', { name: `Download ${name}` });
    return colourOf(new URL((await link.getAttribute('href')) ?? '', page.url()).href);
  };
  expect((await colour('Master')).red).toBeGreaterThan(200);
  expect((await colour('Vertical clip')).blue).toBeGreaterThan(200);
}

describe('captions', () => {
  it('are corrected in place and left out, and exports say what was meant', async () => {
    const { page, id, complaints, close } = await openFilmed();
    await dropFootage(page, [join(folder, 'words.srt')]);
    await page.getByRole('tab', { name: 'Words' }).click();
    const list = page.getByRole('region', { name: 'Text of the captions' });
    const field = list.getByRole('textbox', { name: 'Caption at 0:01' });
    await field.fill('Welcome to the show');
    await field.blur();
    await list.getByRole('button', { name: 'Leave out the caption at 0:03' }).click();
    await saved(page);
    expect((await projectOf(id)).finish?.captions?.corrections).toHaveLength(2);
    await page.keyboard.press('e');
    const panel = page.getByRole('dialog', { name: 'Export' });
    await panel.getByTestId('plan').waitFor();
    await panel.getByRole('button', { name: 'Export', exact: true }).click();
    await panel.getByRole('link', { name: /^Download/ }).waitFor();
    const exportId = await panel.locator('[data-export]').getAttribute('data-export');
    const beside = await fetch(`${server.url}/api/export/${exportId}/captions.vtt`);
    const text = await beside.text();
    expect(text).toContain('Welcome to the show');
    expect(text).not.toContain('Um');
    await page.keyboard.press('Escape');
    await list.getByRole('button', { name: 'Caption at 0:03 as in the file' }).click();
    await list.getByRole('textbox', { name: 'Caption at 0:03' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a long list of cuts', () => {
  it('is searched by camera and time, and a typed time is gone to', async () => {
    const { page, close } = await openFilmed();
    for (const [second, camera] of [
      [1, '2'],
      [2, '1'],
      [3, '2'],
    ] as const) {
      await page.keyboard.press('g');
      await page.getByRole('textbox', { name: 'Go to' }).fill(`0:0${second}`);
      await page.keyboard.press('Enter');
      await page.keyboard.press(camera);
    }
    expect(await shownShots(page)).toHaveLength(4);
    await page.getByRole('combobox', { name: 'Show the shots of' }).selectOption({ label: 'Side 2' });
    await page.getByText('2 of 4 shots').waitFor();
    await page.getByRole('searchbox', { name: 'Search the cuts' }).fill('00:03');
    await page.getByText('1 of 4 shots').waitFor();
    await page.getByRole('button', { name: /^Shot 4/ }).click();
    await page.getByTestId('timecode').getByText('00:00:03:00').waitFor();
    await page.getByRole('searchbox', { name: 'Search the cuts' }).fill('nobody');
    await page.getByText('Nothing matches').waitFor();
    await close();
  });
});

describe('an earlier version', () => {
  it('is listed after a large change and can be gone back to, and undone', async () => {
    const { page, id, complaints, close } = await openFilmed();
    await saved(page);
    const { projects } = programOf(server.url).trpc;
    const { revision, ...edit } = await projectOf(id);
    const [first, second] = edit.angles.map(({ id: angleId }) => angleId);
    const stretches = Array.from({ length: 12 }, (_, index) => ({
      angleId: (index % 2 === 0 ? first : second) ?? '',
      ...{ start: index / 5, end: (index + 1) / 5, isSilent: false },
    }));
    await projects.save.mutate({ id, revision, edit: { ...edit, stretches } });
    await page.reload();
    await page.getByRole('tab', { name: 'Cuts 11' }).waitFor();
    await page.getByRole('button', { name: 'Tools' }).click();
    await page.getByRole('menuitem', { name: 'Earlier versions…' }).click();
    await page.getByRole('button', { name: /^Go back to .* 0 cuts/ }).click();
    await page.getByRole('tab', { name: 'Cuts 0' }).waitFor();
    await saved(page);
    expect((await projectOf(id)).stretches).toHaveLength(1);
    await page.keyboard.press('Control+z');
    await page.getByRole('tab', { name: 'Cuts 11' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
