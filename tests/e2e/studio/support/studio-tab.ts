import type { Browser, Page } from 'playwright-core';
import { createCutroomClient, type CutroomClient } from '../../../../src/client/create-client.ts';
import { openTab, type Tab } from '../../support/browser.ts';

/** Plain requests to a server, as a program makes them. */
export function programOf(url: string): CutroomClient {
  return createCutroomClient({ url });
}

/** Makes a project and opens it in a tab of its own. */
export async function openProject(
  browser: Browser,
  url: string,
  options: Parameters<typeof openTab>[2] & { readonly id?: string } = {},
): Promise<Tab & { readonly id: string }> {
  const { id: known, ...context } = options;
  const id = known ?? (await programOf(url).trpc.projects.create.mutate({ name: 'Kitchen Table 12' })).id;
  const tab = await openTab(browser, `${url}/studio/${id}`, context);
  await tab.page.getByRole('button', { name: 'Export' }).waitFor();
  return { ...tab, id };
}

/** Drops files from this machine onto the window, all at once, as a person would; or onto one thing in it. */
export async function dropFootage(page: Page, paths: readonly string[], on = 'body'): Promise<void> {
  const input = await page.evaluateHandle(() => {
    const made = document.createElement('input');
    made.type = 'file';
    made.multiple = true;
    return made;
  });
  await input.setInputFiles([...paths]);
  await input.evaluate((made, selector) => {
    const target = document.querySelector(selector);
    const dataTransfer = new DataTransfer();
    for (const file of made.files ?? []) dataTransfer.items.add(file);
    for (const type of ['dragenter', 'dragover', 'drop']) {
      target?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, on);
}

/** Waits until everything is on the server. */
export async function saved(page: Page): Promise<void> {
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
}

export interface ShownShot {
  readonly angleId: string;
  readonly from: number;
  readonly to: number;
}

/** The cut list as the page shows it, in frames of the take. */
export async function shownShots(page: Page): Promise<readonly ShownShot[]> {
  await page.getByRole('tab', { name: /^Cuts/ }).click();
  const rows = await page
    .locator('[data-shot]')
    .evaluateAll((list) => list.map((row) => row.getAttribute('data-shot') ?? ''));
  return rows.map((row) => {
    const [angleId = '', from, to] = row.split(' ');
    return { angleId, from: Number(from), to: Number(to) };
  });
}
