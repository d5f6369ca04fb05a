import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchBrowser, openTab } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { expectAccessible } from '../support/expect-accessible.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { programOf } from './support/studio-tab.ts';

/** Where to leave a picture of every state, for people to look at; none are taken unless it is set. */
const shotsFolder = process.env['STUDIO_SCREENSHOTS'];

let browser: Browser;
let server: StudioServer;
let empty: StudioServer;
let sampleId: string;
let blankId: string;

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  [server, empty] = await Promise.all([startStudioServer(), startStudioServer()]);
  const { projects } = programOf(server.url).trpc;
  sampleId = (await projects.createSample.mutate({})).id;
  blankId = (await projects.create.mutate({ name: 'Kitchen Table 12' })).id;
  await projects.create.mutate({
    name: 'A project with a very long name that somebody typed in one go without ever stopping to think',
  });
  if (shotsFolder !== undefined) await mkdir(shotsFolder, { recursive: true });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), empty?.close()]);
});

const opened = async (page: Page) => {
  await page.getByTestId('timecode').waitFor();
  await page.waitForFunction(() =>
    [...document.querySelectorAll('video')].every(({ readyState }) => readyState >= 2),
  );
};
const pressed =
  (...keys: readonly string[]) =>
  async (page: Page) => {
    await opened(page);
    for (const key of keys) await page.keyboard.press(key);
  };

interface Scene {
  readonly path: () => string;
  readonly isEmpty?: boolean;
  readonly isNarrowToo?: boolean;
  readonly act: (page: Page) => Promise<void>;
}

const studio = (act: Scene['act']): Scene => ({ path: () => `/studio/${sampleId}`, act });

const scenes: Record<string, Scene> = {
  'the first visit': {
    path: () => '/projects',
    isEmpty: true,
    isNarrowToo: true,
    act: (page) => page.getByText('Nothing at hand?').waitFor(),
  },
  'the projects': {
    path: () => '/projects',
    isNarrowToo: true,
    act: (page) => page.getByRole('list', { name: 'Projects' }).waitFor(),
  },
  'a new project': {
    path: () => '/projects',
    act: async (page) => {
      await page.getByRole('button', { name: 'New project' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  'a project to delete': {
    path: () => '/projects',
    act: async (page) => {
      await page.getByRole('button', { name: 'More for Kitchen Table 12' }).click();
      await page.getByRole('menuitem', { name: 'Delete…' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  'an empty studio': {
    path: () => `/studio/${blankId}`,
    isNarrowToo: true,
    act: async (page) => {
      await page.getByRole('heading', { level: 2 }).first().waitFor();
    },
  },
  'a project that is not there': {
    path: () => '/studio/nobody',
    act: (page) => page.getByRole('heading', { name: 'There is no such project' }).waitFor(),
  },
  'the studio': studio(opened),
  'the list of cuts': studio(async (page) => {
    await opened(page);
    await page.getByRole('tab', { name: /^Cuts/ }).click();
  }),
  'a chosen cut': studio(pressed('ArrowDown', 'ArrowDown')),
  'a chosen part': studio(pressed('Shift+ArrowRight', 'i', 'Shift+ArrowRight', 'Shift+ArrowRight', 'o')),
  'the actions of a shot': studio(async (page) => {
    await opened(page);
    const box = await page.getByTestId('timeline').boundingBox();
    await page.mouse.click((box?.x ?? 0) + 600, (box?.y ?? 0) + 60, { button: 'right' });
    await page.getByRole('dialog', { name: /^Shot/ }).waitFor();
  }),
  'the keys': studio(pressed('?')),
  'the timing of a camera': studio(async (page) => {
    await opened(page);
    await page.getByRole('button', { name: 'Adjust the timing of Host' }).click();
    await page.getByRole('dialog').waitFor();
  }),
  'the framing of a camera': studio(async (page) => {
    await pressed('f')(page);
    await page.getByTestId('frame').waitFor();
  }),
  'an upright programme': studio(pressed('v')),
  'a time that is typed': studio(async (page) => {
    await pressed('g')(page);
    await page.getByRole('textbox', { name: 'Go to' }).waitFor();
  }),
  'cuts that are searched for': studio(async (page) => {
    await opened(page);
    await page.getByRole('tab', { name: /^Cuts/ }).click();
    await page.getByRole('searchbox', { name: 'Search the cuts' }).fill('guest');
    await page.getByText(/^5 of 12 shots$/).waitFor();
  }),
  'no earlier version': studio(async (page) => {
    await opened(page);
    await page.getByRole('button', { name: 'Tools' }).click();
    await page.getByRole('menuitem', { name: 'Earlier versions…' }).click();
    await page.getByText('No earlier version yet').waitFor();
  }),
  'more cameras': studio(async (page) => {
    await opened(page);
    await page.getByRole('button', { name: 'Add cameras' }).click();
    await page.getByRole('list', { name: 'Library' }).waitFor();
  }),
  'the export panel': studio(async (page) => {
    await pressed('e')(page);
    await page.getByTestId('plan').waitFor();
  }),
  'everything re-encoded': studio(async (page) => {
    await pressed('e')(page);
    await page.getByRole('radio', { name: 'H.264' }).click();
    await page.getByTestId('plan').waitFor();
  }),
};

async function look(name: string, width: number): Promise<void> {
  const scene = scenes[name];
  if (!scene) throw new Error(`no scene ${name}`);
  const url = `${(scene.isEmpty === true ? empty : server).url}${scene.path()}`;
  const { page, close } = await openTab(browser, url, {
    viewport: { width, height: 800 },
    reducedMotion: 'reduce',
    colorScheme: 'dark',
  });
  await scene.act(page);
  await expectAccessible(page, async (scheme) => {
    if (shotsFolder === undefined) return;
    await page.waitForTimeout(400);
    const file = `${name.replaceAll(' ', '-')}.${scheme}.${width}.png`;
    await page.screenshot({ path: join(shotsFolder, file) });
  });
  await close();
}

describe('dark or light', () => {
  it.each(Object.keys(scenes))('axe finds nothing serious in %s', (name) => look(name, 1280));

  it.each(Object.keys(scenes).filter((name) => scenes[name]?.isNarrowToo))('nor on a phone in %s', (name) =>
    look(name, 375),
  );
});
