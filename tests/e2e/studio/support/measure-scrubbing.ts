/**
 * How smoothly the studio scrolls, zooms, scrubs and plays: `npx tsx tests/e2e/studio/support/measure-scrubbing.ts
 * [WAIT] [SHOTS] [SECONDS]`. Waits so many seconds for previews, then prints the times between screen frames and the
 * work in them over a cut of three cameras (200 shots of 2 frames where nothing is said), and how far the cameras are
 * out of step while they play. `5 1500 7.2` is a programme of three hours.
 */
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.ts';
import { measureFrames, play, readyToMeasure, scrub } from './measure-frames.ts';
import { startStudioServer } from './studio-server.ts';
import { openProject, programOf } from './studio-tab.ts';

const [wait, shots, secondsOfShot] = [5, 200, 1 / 15].map((usual, index) =>
  Number(process.argv[index + 2] ?? usual),
) as [number, number, number];
const server = await startStudioServer();
const browser = await launchBrowser();
const { projects } = programOf(server.url).trpc;
const { revision, id, ...edit } = await projects.createSample.mutate({});
await projects.save.mutate({
  id,
  revision,
  edit: {
    ...edit,
    stretches: Array.from({ length: shots }, (_, index) => {
      const start = (index * secondsOfShot) % (40 - secondsOfShot);
      const angleId = edit.angles[(index * 2) % 3]?.id ?? '';
      return { angleId, start, end: start + secondsOfShot, isSilent: false };
    }),
  },
});
const opened = performance.now();
const { page } = await openProject(browser, server.url, { id });
await page.getByTestId('timecode').waitFor();
console.log('open after, ms', Math.round(performance.now() - opened));
await readyToMeasure(page);
await page.waitForTimeout(wait * 1000);
console.log('zooming', await measureFrames(page, zoom));
console.log('scrolling', await measureFrames(page, scroll));
console.log('scrolling the cut list', await measureFrames(page, scrollList));
console.log('scrubbing', await measureFrames(page, scrub));
console.log('playing', await measureFrames(page, play));
console.log('out of step, ms', await outOfStep(page));
await browser.close();
await server.close();

async function zoom(tab: Page): Promise<void> {
  const box = await tab.getByTestId('timeline').boundingBox();
  await tab.mouse.move((box?.x ?? 0) + 500, (box?.y ?? 0) + 60);
  await tab.keyboard.down('Control');
  for (let step = 0; step < 90; step++) await tab.mouse.wheel(0, step < 60 ? -18 : 18);
  await tab.keyboard.up('Control');
}

async function scroll(tab: Page): Promise<void> {
  for (let step = 0; step < 120; step++) await tab.mouse.wheel(0, step < 60 ? 90 : -60);
}

async function scrollList(tab: Page): Promise<void> {
  await tab.getByRole('tab', { name: /^Cuts/ }).click();
  const box = await tab.getByRole('region', { name: 'Cuts' }).boundingBox();
  await tab.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 60);
  for (let step = 0; step < 120; step++) await tab.mouse.wheel(0, 120);
}

async function outOfStep(tab: Page): Promise<readonly number[]> {
  const readings = await tab.evaluate(async () => {
    const spreads: number[] = [];
    for (let i = 0; i < 30; i++) {
      const times = [...document.querySelectorAll('video')].map(({ currentTime }) => currentTime);
      spreads.push((Math.max(...times) - Math.min(...times)) * 1000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return spreads;
  });
  const sorted = readings.sort((a, b) => a - b).map(Math.round);
  return [sorted[0] ?? 0, sorted[15] ?? 0, sorted[29] ?? 0];
}
