import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export const colorSchemes = ['dark', 'light'] as const;
export type ColorScheme = (typeof colorSchemes)[number];

let axe: Promise<string> | undefined;

/**
 * In dark and in light: axe finds nothing serious in the page as it stands, and nothing reaches out of its side.
 * `onShown` is called in each, before it is looked at.
 */
export async function expectAccessible(
  page: Page,
  onShown: (scheme: ColorScheme) => Promise<void> = async () => undefined,
): Promise<void> {
  axe ??= readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  // By the protocol and not as a script of the page, which its content security policy would refuse.
  await page.evaluate(await axe);
  for (const colorScheme of colorSchemes) {
    await page.emulateMedia({ colorScheme });
    await coloursSettle(page);
    await onShown(colorScheme);
    // At rest: what is still changing colour is looked at again.
    await expect
      .poll(async () => [colorScheme, ...(await seriousIn(page, colorScheme))], { timeout: 10_000 })
      .toEqual([colorScheme]);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(tooWide).toBeLessThanOrEqual(0);
  }
}

/** Colours change gradually: half-way between dark and light nothing can be read. */
function coloursSettle(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Everything is looked at in the first scheme, and in the others what another scheme can change. */
function seriousIn(page: Page, colorScheme: ColorScheme): Promise<string[]> {
  const rules = colorScheme === colorSchemes[0] ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] };
  return page.evaluate(async (options) => {
    const { axe: runner } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<AxeResult> };
    };
    const { violations } = await runner.run({ resultTypes: ['violations'], ...options });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, rules);
}

interface AxeResult {
  readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[];
}
