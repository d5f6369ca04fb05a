import { escapeHtml } from '../../shared/escape-html.ts';
import { cookiesIn } from '../../shared/request-credentials.ts';
import { themeFrom } from '../../editor/theme/theme.ts';

export const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** A page of one box, in the colours of the others. It needs no script. `content` is HTML. */
export function pageHtml({ title, content, cookie }: PageText): string {
  const theme = themeFrom(cookiesIn(cookie).find(({ name }) => name === 'cutroom_theme')?.value);
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Cutroom</title>
<style>${style}</style>
<main>
<p class="mark">${mark}Cutroom</p>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</html>
`;
}

export interface PageText {
  readonly title: string;
  readonly content: string;
  /** The request's, for the theme that the person has chosen. */
  readonly cookie: string;
}

const mark = `<svg viewBox="0 0 24 16" width="24" height="16" aria-hidden="true"><path d="M0 0h13l-2.6 6H0zM0 10h8.7L6.1 16H0z" fill="currentColor"/><path d="M16 0h8v6H13.4zM11.7 10H24v6H9.1z" fill="var(--live)"/></svg>`;

const light = `color-scheme: light; --ground: oklch(0.968 0.003 264); --panel: oklch(1 0 0); --line: oklch(0.895 0.005 264);
  --edge: oklch(0.62 0.012 264); --text: oklch(0.235 0.012 264); --muted: oklch(0.475 0.014 264);
  --live: oklch(0.735 0.155 66); --fault: oklch(0.515 0.185 26); --fault-ground: oklch(0.958 0.02 24);
  --done: oklch(0.475 0.115 156); --primary: oklch(0.265 0.014 264); --on-primary: oklch(0.99 0 0);
  --focus: oklch(0.52 0.16 255);`;

const style = `
  :root { color-scheme: dark; --ground: oklch(0.178 0.006 264); --panel: oklch(0.212 0.007 264);
    --line: oklch(0.295 0.009 264); --edge: oklch(0.5 0.012 264); --text: oklch(0.95 0.004 264);
    --muted: oklch(0.735 0.012 264); --live: oklch(0.81 0.14 74); --fault: oklch(0.735 0.155 24);
    --fault-ground: oklch(0.265 0.045 24); --done: oklch(0.79 0.13 158); --primary: oklch(0.95 0.004 264);
    --on-primary: oklch(0.19 0.006 264); --focus: oklch(0.78 0.12 250);
    font: 0.9375rem/1.5 ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
    background: var(--ground); color: var(--text) }
  :root[data-theme='light'] { ${light} }
  @media (prefers-color-scheme: light) { :root[data-theme='system'] { ${light} } }
  body { display: grid; min-height: 100dvh; margin: 0; place-items: center; padding: 1rem; box-sizing: border-box }
  main { width: min(24rem, 100%); box-sizing: border-box; padding: 1.75rem; border-radius: 0.75rem;
    background: var(--panel); box-shadow: 0 0 0 1px var(--line) }
  .mark { display: flex; align-items: center; gap: 0.625rem; margin: 0 0 1.5rem; font-weight: 600 }
  h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 1rem; font-weight: 600 }
  form, .actions { display: grid; gap: 0.75rem; margin: 0 }
  p { margin: 0 0 0.75rem }
  .hint { color: var(--muted); font-size: 0.875rem; margin: 0 }
  label { display: grid; gap: 0.25rem; font-size: 0.875rem; font-weight: 500 }
  input { font: inherit; color: inherit; background: var(--ground); padding: 0.5rem 0.75rem; border-radius: 0.375rem;
    border: 1px solid var(--edge) }
  button, .button { font: inherit; font-weight: 500; text-align: center; text-decoration: none; cursor: pointer;
    padding: 0.5rem 0.875rem; border-radius: 0.375rem; border: 1px solid transparent; background: var(--primary);
    color: var(--on-primary) }
  .button { background: none; border-color: var(--edge); color: var(--text) }
  a { color: inherit; text-underline-offset: 0.2em }
  .or { text-align: center; color: var(--muted); margin: 0.75rem 0 }
  [role=alert] { padding: 0.625rem 0.75rem; border-radius: 0.375rem; color: var(--fault); background: var(--fault-ground) }
  [role=status] { color: var(--done) }
  :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
`;
