import { pagePath } from '../page-path.ts';

/** How the page looks. `system` follows the device. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export function themeFrom(text: string | undefined): Theme {
  return themes.find((theme) => theme === text) ?? 'system';
}

const yearSeconds = 365 * 24 * 3600;

/** The cookie that makes the server send the page in this theme from the first byte. */
export function themeCookie(theme: Theme): string {
  return `cutroom_theme=${theme}; Path=${pagePath('/')}; Max-Age=${yearSeconds}; SameSite=Lax`;
}
