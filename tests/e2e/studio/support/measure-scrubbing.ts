/**
 * How smoothly the studio scrolls, zooms, scrubs and plays: `npx tsx tests/e2e/studio/support/measure-scrubbing.ts
 * [WAIT] [SHOTS] [SECONDS]`. Waits so many seconds for previews, then prints the times between screen frames and the
 * work in them over a cut of three cameras (200 shots of 2 frames where nothing is said), and how far the cameras are
 * out of step while they play. `5 1500 7.2` is a programme of three hours.
 */
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.ts';
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
// What runs this file names functions with a helper that the page does not have.
await page.evaluate('globalThis.__name = (named) => named');
await page.waitForTimeout(wait * 1000);
console.log('zooming', await measure(page, zoom));
console.log('scrolling', await measure(page, scroll));
console.log('scrolling the cut list', await measure(page, scrollList));
console.log('scrubbing', await measure(page, scrub));
console.log('playing', await measure(page, play));
console.log('out of step, ms', await outOfStep(page));
await browser.close();
await server.close();

async function measure(tab: Page, act: (tab: Page) => Promise<void>): Promise<Record<string, number>> {
  await tab.evaluate(() => {
    const scope = globalThis as unknown as { times: number[]; work: number[]; isMeasuring?: boolean };
    [scope.times, scope.work] = [[], []];
    if (scope.isMeasuring === true) return;
    scope.isMeasuring = true;
    const tick = (now: number) => {
      scope.times.push(now);
      // After everything else that this frame does.
      const began = performance.now();
      const channel = new MessageChannel();
      channel.port1.onmessage = () => scope.work.push(performance.now() - began);
      channel.port2.postMessage(0);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await act(tab);
  return tab.evaluate(() => {
    const { times, work } = globalThis as unknown as { times: number[]; work: number[] };
    const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    const at = (list: number[], share: number) =>
      Math.round(([...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * share)] ?? 0) * 10) / 10;
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    return {
      framesPerSecond: Math.round((steps.length / seconds) * 10) / 10,
      stepMedianMs: at(steps, 0.5),
      step95Ms: at(steps, 0.95),
      workMedianMs: at(work, 0.5),
      work95Ms: at(work, 0.95),
    };
  });
}

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

async function scrub(tab: Page): Promise<void> {
  const box = await tab.getByTestId('timeline').boundingBox();
  if (!box) throw new Error('there is no timeline');
  await tab.mouse.move(box.x + 10, box.y + 10);
  await tab.mouse.down();
  for (let round = 0; round < 2; round++) {
    await tab.mouse.move(box.x + 1100, box.y + 10, { steps: 60 });
    await tab.mouse.move(box.x + 60, box.y + 10, { steps: 60 });
  }
  await tab.mouse.up();
}

async function play(tab: Page): Promise<void> {
  await tab.keyboard.press('Home');
  await tab.keyboard.press('Space');
  await tab.waitForTimeout(6000);
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
