import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openTab } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { dropFootage, openProject, programOf, saved, shownShots } from './support/studio-tab.ts';

let browser: Browser;
let server: StudioServer;
let folder: string;
/** Two cameras of one talk, the second one shorter, and what is no camera. */
let files: { readonly long: string; readonly short: string; readonly others: readonly string[] };

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-hand-'));
  const film = async (name: string, seconds: number, size: string) => {
    const path = join(folder, name);
    const noise = `anoisesrc=seed=7:duration=${seconds}:amplitude=0.3`;
    const picture = `testsrc2=size=${size}:rate=25:duration=${seconds}`;
    const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
    const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', noise];
    await promisify(execFile)('ffmpeg', ['-v', 'error', ...inputs, ...codecs, path]);
    return path;
  };
  const write = async (name: string) => {
    const path = join(folder, name);
    await writeFile(path, 'x'.repeat(5000));
    return path;
  };
  files = {
    long: await film('Talk cam2.mp4', 8, '320x180'),
    short: await film('Talk cam10.mp4', 4, '160x90'),
    others: await Promise.all(['still.heic', 'words.ass', 'cut.zip', 'notes.pdf'].map(write)),
  };
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const projectOf = (id: string) => programOf(server.url).trpc.projects.get.query({ id });
const idOf = (page: Page) => page.url().split('/').at(-1) ?? '';
const playhead = async (page: Page) =>
  Number(await page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow'));

describe('footage dropped where no project is open', () => {
  it('makes one, in the order of the names, as long as the take, and in sync by itself', async () => {
    const { page, complaints, close } = await openTab(browser, `${server.url}/exports`);
    await page.getByRole('heading', { name: 'Exports', exact: true }).waitFor();
    await dropFootage(page, [files.short, files.long]);
    await page.getByRole('button', { name: /^Cut to 2 / }).waitFor();
    await page
      .getByText(/^2 cameras in sync, ±\d+ ms$/)
      .first()
      .waitFor();
    await page
      .getByText(/^Reference\b/)
      .first()
      .waitFor();
    await saved(page);
    const { name, angles, stretches, rendition } = await projectOf(idOf(page));
    expect(name).toBe('Talk');
    expect(angles.map(({ filePath }) => filePath)).toEqual(
      [files.long, files.short].map((path) => basename(path)),
    );
    expect(angles.map(({ isReference }) => isReference === true)).toEqual([true, false]);
    expect(rendition).toMatchObject({ width: 320, height: 180, fps: 25 });
    expect(stretches.at(-1)?.end).toBeCloseTo(8, 1);
    await page.reload();
    await page.getByText(/% sure/).waitFor();
    await cutsWhereNothingWasRecorded(page);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** Lets no answer of these addresses through until what it answers is called. */
async function withheldAnswers(page: Page, address: RegExp): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(address, async (route) => {
    await released;
    await route.continue();
  });
  return async () => {
    release();
    await page.unrouteAll({ behavior: 'wait' });
  };
}

/** A cut to the short camera after its end is warned of, led to from the export, and filled. */
async function cutsWhereNothingWasRecorded(page: Page): Promise<void> {
  // A busy server tells how long a camera recorded when somebody has cut to it already.
  const tell = await withheldAnswers(page, /media\.probe/);
  await page.reload();
  await page.getByTestId('timecode').waitFor();
  await page.keyboard.press('End');
  for (let step = 0; step < 2; step++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('2');
  await page.getByRole('button', { name: /^Cut to 2 .*ON/, pressed: true }).waitFor();
  const bar = page.getByRole('group', { name: 'Selection' });
  expect(await bar.count()).toBe(0);
  await tell();
  await bar.getByText('Talk cam10 recorded nothing here').waitFor();
  await page.keyboard.press('e');
  const panel = page.getByRole('dialog', { name: 'Export' });
  await panel.getByText(/^Shot 2, at 00:00:0\d:\d\d: Talk cam10 recorded nothing there/).waitFor();
  await panel.getByTestId('plan').waitFor();
  expect(await panel.getByRole('button', { name: 'Export', exact: true }).isEnabled()).toBe(true);
  await panel.getByRole('button', { name: 'Go to shot 2' }).click();
  await panel.waitFor({ state: 'detached' });
  await bar.getByRole('button', { name: 'Fill from another camera' }).click();
  expect(await shownShots(page)).toHaveLength(1);
}

describe('files that no edit can use', () => {
  it('are each refused in words before a byte is sent, with nothing to go on with', async () => {
    const { page, close } = await openProject(browser, server.url);
    const sent: string[] = [];
    page.on('request', (request) => request.url().includes('/api/upload') && sent.push(request.method()));
    await dropFootage(page, files.others);
    const rows = page.getByRole('list', { name: 'Uploads' }).getByRole('listitem');
    await rows.nth(3).waitFor();
    for (const why of [
      'still.heic is a picture of a kind that is not read here',
      'words.ass is captions of a kind that is not read here',
      'cut.zip is an archive',
      'notes.pdf is a text',
    ])
      await rows.getByText(why).waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
    expect(sent).toEqual([]);
    await page.getByRole('button', { name: 'Kitchen Table 12' }).waitFor();
    await close();
  });
});

describe('hands', () => {
  it('click to select and press keys to act, whatever was clicked before', async () => {
    const { id } = await programOf(server.url).trpc.projects.createSample.mutate({});
    const { page, close } = await openProject(browser, server.url, { id });
    await page.getByTestId('timecode').waitFor();
    const before = await shownShots(page);
    const box = await page.getByTestId('timeline').boundingBox();
    if (!box) throw new Error('there is no timeline');
    await page.mouse.click(box.x + 30, box.y + 60);
    await page
      .getByRole('group', { name: 'Selection' })
      .getByText(/^Shot 1,/)
      .waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause (Space)' }).waitFor();
    await page.keyboard.press('Space');
    expect(await shownShots(page)).toEqual(before);
    // Keys after a clicked button are the player's, too.
    await page.getByRole('button', { name: 'Snapping is on (S)' }).click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause (Space)' }).waitFor();
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Snapping is off (S)' }).waitFor();
    await page.keyboard.press('Home');
    await page.mouse.click(box.x + 30, box.y + 60);
    await page.keyboard.press('Delete');
    expect(await shownShots(page)).toHaveLength(before.length - 1);
    await namesAreTyped(page, id);
    await whatIsDoneIsInView(page);
    await close();
  });
});

/** The field has the focus at once, and none of the letters is a shortcut. */
async function namesAreTyped(page: Page, id: string): Promise<void> {
  await page.getByRole('tab', { name: 'Sources' }).click();
  await page.getByRole('button', { name: 'More for Host' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name of the camera' }).waitFor();
  const { stretches } = await projectOf(id);
  await page.keyboard.type('Ben ememo');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'More for Ben ememo' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await saved(page);
  await expect.poll(async () => (await projectOf(id)).angles[1]?.name).toBe('Ben ememo');
  expect((await projectOf(id)).stretches.map(({ isSilent }) => isSilent)).toEqual(
    stretches.slice(-11).map(() => false),
  );
  await page
    .getByRole('list', { name: 'Cameras' })
    .getByRole('listitem')
    .nth(2)
    .dragTo(page.getByRole('list', { name: 'Cameras' }).getByRole('listitem').nth(0));
  await page.getByRole('button', { name: /^Cut to 1 Guest/ }).waitFor();
}

/** Zoomed in, jumps and cuts turn the timeline to where they lead. */
async function whatIsDoneIsInView(page: Page): Promise<void> {
  await page.keyboard.press('Home');
  for (let step = 0; step < 6; step++) await page.keyboard.press('+');
  await page.keyboard.press('End');
  await expect.poll(() => playhead(page)).toBeGreaterThan(300);
  const box = await page.getByTestId('timeline').boundingBox();
  // Pressing the ruler in the middle goes to a frame nearby, not to one at the beginning.
  await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 6);
  await expect.poll(() => playhead(page)).toBeGreaterThan(200);
}

describe('a name that is asked for', () => {
  it('has the focus, in a new project and in one that is renamed', async () => {
    const { page, close } = await openTab(browser, `${server.url}/projects`);
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Typed at once');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Drop the files of your cameras here' }).waitFor();
    await page.goto(`${server.url}/projects`);
    await page.getByRole('button', { name: 'More for Typed at once' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('And again');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'And again' }).waitFor();
    await close();
  });
});

describe('windows of any size', () => {
  it.each([
    [1440, 900],
    [1366, 657],
    [1280, 640],
    [720, 450],
    [390, 800],
  ])('at %i × %i no tile covers another and everything can be reached', async (width, height) => {
    const { id } = await programOf(server.url).trpc.projects.createSample.mutate({});
    const { page, close } = await openProject(browser, server.url, { id, viewport: { width, height } });
    const tiles = page.getByRole('button', { name: /^Cut to \d/ });
    await tiles.nth(2).waitFor();
    const boxes = await tiles.evaluateAll((list) =>
      list.map((tile) => tile.getBoundingClientRect().toJSON() as DOMRect),
    );
    for (const [index, a] of boxes.entries())
      for (const b of boxes.slice(index + 1))
        expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
    await page.getByRole('button', { name: 'Synchronise by sound' }).scrollIntoViewIfNeeded();
    const shots = process.env['STUDIO_SCREENSHOTS'];
    if (shots !== undefined) await page.screenshot({ path: join(shots, `hand-${width}.png`) });
    await close();
  });
});
