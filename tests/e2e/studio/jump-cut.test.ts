import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMediaTool } from '../../media/footage/run-media-tool.ts';
import { launchBrowser } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { openProject, programOf } from './support/studio-tab.ts';

let browser: Browser;
let server: StudioServer;
let id: string;

/** A film that gets brighter by this much of luma in each second, so that its grey tells the instant. */
const lumaPerSecond = 10;
const greyAt = (seconds: number) => (lumaPerSecond * seconds * 255) / 219;

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
  const picture = `color=size=64x36:rate=25:duration=20,geq=lum=16+${lumaPerSecond}*T:cb=128:cr=128`;
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '5', '-g', '25', '-pix_fmt', 'yuv420p'];
  await mkdir(join(server.folder, 'sources'), { recursive: true });
  const film = join(server.folder, 'sources', 'dawn.mp4');
  await runMediaTool('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', picture, ...codecs, film]);
  const { projects } = programOf(server.url).trpc;
  const { revision, id: made, ...edit } = await projects.create.mutate({ name: 'Dawn' });
  id = made;
  const shot = { angleId: 'cam-1', isSilent: false };
  await projects.save.mutate({
    ...{ id, revision },
    edit: {
      ...edit,
      angles: [
        { id: 'cam-1', name: 'Dawn', filePath: 'dawn.mp4', offsetSeconds: 0, driftPpm: 0, sync: 'none' },
      ],
      rendition: { ...edit.rendition, width: 64, height: 36, fps: 25 },
      stretches: [
        { ...shot, start: 2, end: 6 },
        { ...shot, start: 12, end: 16, transition: { kind: 'dissolve', seconds: 2 } },
      ],
    },
  });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** The grey in the middle of the programme, 0..255. */
const shownGrey = (page: Page) =>
  page
    .getByRole('region', { name: 'Programme' })
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => canvas.getContext('2d')?.getImageData(480, 270, 1, 1).data[1]);

describe('a dissolve over a jump cut, whose shots are of one camera', () => {
  it('shows an instant of its own on each side, paused and playing, as the export does', async () => {
    const { page, complaints, close } = await openProject(browser, server.url, { id });
    await page.getByTestId('timecode').waitFor();
    // From before the dissolve through it, half a second a step; the cut is at 4 s.
    const expected = [3, 3.4, 3.8, 4, 4.4, 4.8, 5.2].map((at) => {
      const share = Math.min(Math.max((at - 3) / 2, 0), 1);
      return { at, grey: (1 - share) * greyAt(2 + at) + share * greyAt(8 + at) };
    });
    let frame = 0;
    for (const { at, grey } of expected) {
      for (; frame + 25 <= at * 25; frame += 25) await page.keyboard.press('Shift+ArrowRight');
      for (; frame < at * 25; frame++) await page.keyboard.press('ArrowRight');
      await expect
        .poll(async () => Math.abs(((await shownGrey(page)) ?? 0) - grey), {
          message: `at ${at} s`,
          timeout: 20_000,
        })
        .toBeLessThan(4);
    }
    expect(await greysWhilePlaying(page)).toBeGreaterThan(5);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** How many greys were seen, while it played over the cut, that neither side alone has there. */
async function greysWhilePlaying(page: Page): Promise<number> {
  const [leftEnds, rightBegins] = [greyAt(6) + 8, greyAt(12) - 8];
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Space');
  const seen = await page.evaluate(async () => {
    const canvas = document.querySelector<HTMLCanvasElement>('section[aria-label=Programme] canvas');
    const greys = new Set<number>();
    const until = performance.now() + 20_000;
    // From 1 s to 7 s of the programme, or until it is as bright as after the dissolve.
    for (let grey = 0; grey < 155 && performance.now() < until;) {
      await new Promise(requestAnimationFrame);
      grey = canvas?.getContext('2d')?.getImageData(480, 270, 1, 1).data[1] ?? 0;
      greys.add(grey);
    }
    return [...greys];
  });
  await page.keyboard.press('Space');
  return seen.filter((grey) => grey > leftEnds && grey < rightBegins).length;
}
