import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from '../../media/footage/make-footage.ts';
import { launchBrowser, openTab } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { dropFootage, openProject, programOf, saved, shownShots } from './support/studio-tab.ts';

let browser: Browser;
let server: StudioServer;

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const projects = () => programOf(server.url).trpc.projects;

async function openSample() {
  const { id } = await projects().createSample.mutate({});
  const tab = await openProject(browser, server.url, { id });
  await tab.page.getByTestId('timecode').waitFor();
  return tab;
}

describe('the first visit', () => {
  it('goes from an empty page to a sample that can be cut in one press', async () => {
    const { page, complaints, close } = await openTab(browser, server.url);
    await page.getByRole('heading', { name: 'From three camera files to a finished episode' }).waitFor();
    await page.getByRole('button', { name: 'Try the sample' }).click();
    await page.getByTestId('timecode').waitFor();
    expect((await shownShots(page)).length).toBe(12);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('projects', () => {
  it('are made, renamed, duplicated and deleted after a question', async () => {
    const { page, close } = await openTab(browser, `${server.url}/projects`);
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Pilot');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Drop the files of your cameras here' }).waitFor();
    await page.goto(`${server.url}/projects`);
    await page.getByRole('button', { name: 'More for Pilot' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Pilot, second try');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('button', { name: 'More for Pilot, second try' }).click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await page.getByRole('button', { name: 'More for Pilot, second try (copy)' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'Pilot, second try (copy)' }).waitFor({ state: 'detached' });
    const names = (await projects().list.query()).map(({ name }) => name);
    expect(names).toContain('Pilot, second try');
    expect(names).not.toContain('Pilot, second try (copy)');
    await close();
  });
});

describe('cutting', () => {
  it('everything that is done can be undone and done again, and is on the server each time', async () => {
    const { page, id, close } = await openSample();
    const before = await shownShots(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('3');
    await page.keyboard.press('i');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Shift+M');
    const after = await shownShots(page);
    expect(after).not.toEqual(before);
    for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z');
    expect(await shownShots(page)).toEqual(before);
    await page.keyboard.press('Control+z');
    for (let step = 0; step < 3; step++) await page.keyboard.press('Control+Shift+z');
    expect(await shownShots(page)).toEqual(after);
    await saved(page);
    const stretches = (await projects().get.query({ id })).stretches;
    expect(stretches.map(({ start, end }) => [Math.round(start * 30), Math.round(end * 30)])).toEqual(
      after.map(({ from, to }) => [from, to]),
    );
    await close();
  });

  it('a cut is dragged, a shot is pressed and shown from another camera, a part is dragged over and cut out', async () => {
    const { page, close } = await openSample();
    const before = await shownShots(page);
    const box = await page.getByTestId('timeline').boundingBox();
    const total = before.reduce((sum, { from, to }) => sum + to - from, 0);
    if (!box) throw new Error('there is no timeline');
    const x = (frame: number) => box.x + (frame / total) * box.width * 0.96;
    const y = box.y + 60;
    await page.mouse.move(x(57), y);
    await page.mouse.down();
    await page.mouse.move(x(75), y, { steps: 4 });
    await page.mouse.up();
    const [first, second] = await shownShots(page);
    expect(Math.abs((first?.to ?? 0) - 75)).toBeLessThanOrEqual(2);
    expect(second?.from).toBe(first?.to);
    await page.mouse.click(x(20), y, { button: 'right' });
    await page.getByRole('dialog', { name: 'Shot 1' }).getByRole('button', { name: /Guest/ }).click();
    expect((await shownShots(page))[0]?.angleId).toBe('camera-3');
    await page.mouse.move(x(200), y);
    await page.mouse.down();
    await page.mouse.move(x(260), y, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Remove part' }).click();
    const left = (await shownShots(page)).reduce((sum, { from, to }) => sum + to - from, 0);
    expect(Math.abs(total - left - 60)).toBeLessThanOrEqual(4);
    await close();
  });

  it('a camera is moved in time by dragging its sound under that of another; one drag is one step', async () => {
    const { page, id, close } = await openSample();
    const camera = async () => (await projects().get.query({ id })).angles[1];
    const before = (await camera())?.offsetSeconds ?? NaN;
    await page.getByRole('button', { name: 'More for Host' }).click();
    await page.getByRole('menuitem', { name: 'Adjust timing…' }).click();
    const sound = page.getByRole('dialog').getByRole('img');
    const box = await sound.boundingBox();
    if (!box) throw new Error('there is no sound to drag');
    const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.75];
    await page.mouse.move(x, y);
    await page.mouse.down();
    // Ten seconds are shown: a fifth of the width is two of them.
    await page.mouse.move(x + box.width / 5, y, { steps: 8 });
    await page.mouse.up();
    await expect.poll(async () => (await camera())?.sync).toBe('hand');
    expect((await camera())?.offsetSeconds).toBeCloseTo(before - 2, 1);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await camera())?.offsetSeconds).toBe(before);
    await close();
  });

  it('the timeline is shown nearer, less near and whole by keys', async () => {
    const { page, close } = await openSample();
    const box = await page.getByTestId('timeline').boundingBox();
    if (!box) throw new Error('there is no timeline');
    const frameUnder = async (share: number) => {
      await page.mouse.click(box.x + box.width * share, box.y + 6);
      // Two screen frames later the page has taken it in.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      return Number(await page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow'));
    };
    const whole = await frameUnder(0.5);
    await frameUnder(0);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    const near = await frameUnder(0.5);
    expect(Math.abs(near - whole / 2.25)).toBeLessThan(8);
    await frameUnder(0);
    await page.keyboard.press('-');
    expect(await frameUnder(0.5)).toBeGreaterThan(near);
    await page.keyboard.press('0');
    expect(await frameUnder(0.5)).toBe(whole);
    await close();
  });
});

describe('two windows on one project', () => {
  it('the second one to save is asked, and keeps both states when it wants', async () => {
    const first = await openSample();
    const second = await openProject(browser, server.url, { id: first.id });
    await second.page.getByTestId('timecode').waitFor();
    await first.page.keyboard.press('2');
    await saved(first.page);
    await expect.poll(async () => (await projects().get.query({ id: first.id })).revision).toBe(2);
    await second.page.keyboard.press('3');
    const question = second.page.getByRole('alertdialog');
    await question.getByText('This project was changed in another window').waitFor();
    await question.getByRole('button', { name: 'Keep mine as a copy' }).click();
    await second.page.getByRole('button', { name: 'Sample: two people talking (my copy)' }).waitFor();
    expect((await shownShots(second.page))[0]?.angleId).toBe('camera-3');
    expect((await projects().get.query({ id: first.id })).stretches[0]?.angleId).toBe('camera-2');
    await Promise.all([first.close(), second.close()]);
  });

  it('or loads the other state', async () => {
    const first = await openSample();
    const second = await openProject(browser, server.url, { id: first.id });
    await second.page.getByTestId('timecode').waitFor();
    await first.page.keyboard.press('2');
    await expect.poll(async () => (await projects().get.query({ id: first.id })).revision).toBe(2);
    await second.page.keyboard.press('3');
    await second.page.getByRole('button', { name: 'Use the newer version' }).click();
    await expect.poll(async () => (await shownShots(second.page))[0]?.angleId).toBe('camera-2');
    await second.page.keyboard.press('1');
    await expect.poll(async () => (await projects().get.query({ id: first.id })).revision).toBe(3);
    await Promise.all([first.close(), second.close()]);
  });
});

describe('a server that is away', () => {
  it('is said to be, and gets what was cut meanwhile as soon as it is back', async () => {
    const { page, id, close } = await openSample();
    await page.context().setOffline(true);
    await page.keyboard.press('2');
    await page.getByText('Offline: not saved yet, trying again').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('3');
    await page.context().setOffline(false);
    await saved(page);
    const shots = await shownShots(page);
    expect(shots[0]?.angleId).toBe('camera-2');
    const { stretches } = await projects().get.query({ id });
    expect(stretches.map(({ angleId }) => angleId)).toEqual(shots.map(({ angleId }) => angleId));
    await close();
  });
});

describe('an upload', () => {
  it('goes on by itself after a lost connection, and after a reload with the same file', async () => {
    const { path } = await makeFootage({ camera: 4, seconds: 4, rate: { num: 30, den: 1 } });
    const { page, close } = await openProject(browser, server.url);
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.includes('/api/upload') && !pathname.endsWith('/parts')) asked.push(request.method());
    });
    await page.route('**/api/upload/**', (route) =>
      route.request().method() === 'PATCH' ? route.abort('connectionreset') : route.continue(),
    );
    await dropFootage(page, [path]);
    await page.getByText('The connection is lost; it goes on by itself when it is back.').waitFor();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByRole('heading', { name: 'Drop the files of your cameras here' }).waitFor();
    await dropFootage(page, [path]);
    await page.getByText('The connection is lost; it goes on by itself when it is back.').waitFor();
    await page.unroute('**/api/upload/**');
    await page.getByRole('button', { name: /^Cut to 1 / }).waitFor();
    expect(asked.filter((method) => method === 'POST')).toHaveLength(1);
    expect(asked).toContain('HEAD');
    await close();
  });

  it('that is no footage is refused in words', async () => {
    const { page, close } = await openProject(browser, server.url);
    await page
      .locator('input[type=file][multiple]')
      .first()
      .setInputFiles({
        name: 'notes.mp4',
        mimeType: 'video/mp4',
        buffer: Buffer.from('these are no pictures '.repeat(2000)),
      });
    const row = page.getByRole('list', { name: 'Uploads' }).getByRole('listitem');
    await row.getByText(/not|cannot/i).waitFor();
    await row.getByRole('button', { name: 'Dismiss notes.mp4' }).click();
    await row.waitFor({ state: 'detached' });
    await close();
  });
});

describe('an export', () => {
  it('goes on when the tab is closed and is there when it comes back', async () => {
    const first = await openSample();
    await first.page.getByRole('button', { name: 'Export' }).click();
    const panel = first.page.getByRole('dialog', { name: 'Export' });
    await panel.getByTestId('plan').waitFor();
    await panel.getByRole('button', { name: 'Export', exact: true }).click();
    await panel.getByRole('listitem').first().waitFor();
    await expect
      .poll(async () => (await projects().get.query({ id: first.id })).exportIds.length, { timeout: 60_000 })
      .toBe(1);
    await first.close();
    const second = await openProject(browser, server.url, { id: first.id });
    await second.page.keyboard.press('e');
    await second.page
      .getByRole('dialog')
      .getByRole('link', { name: /^Download/ })
      .waitFor();
    await second.page.getByRole('button', { name: 'Watch' }).click();
    await second.page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('[role=dialog] video');
      return video !== null && video.currentTime > 0.2;
    });
    await second.close();
  });
});
