import type { Page } from 'playwright-core';

/** Times between the frames of a screen, and the work in them, while something is done with a page. */
interface FrameTimes {
  readonly framesPerSecond: number;
  readonly stepMedianMs: number;
  readonly step95Ms: number;
  readonly workMedianMs: number;
  readonly work95Ms: number;
}

/** What runs this by `tsx` names functions with a helper that the page does not have. Call it once a page. */
export async function readyToMeasure(page: Page): Promise<void> {
  await page.evaluate('globalThis.__name = (named) => named');
}

/** Measures the frames of a page while `act` is done with it. */
export async function measureFrames(tab: Page, act: (tab: Page) => Promise<void>): Promise<FrameTimes> {
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

/** Plays the programme from its start, for so many seconds. */
export async function play(tab: Page, seconds = 6): Promise<void> {
  await tab.keyboard.press('Home');
  await tab.keyboard.press('Space');
  await tab.waitForTimeout(seconds * 1000);
}

/** Drags the playhead twice from one end of the timeline to the other and back. */
export async function scrub(tab: Page): Promise<void> {
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
