import { clockTime } from '../../../edit/grid.ts';
import { escapeHtml } from '../../../shared/escape-html.ts';
import { spaceText } from '../../../shared/space-text.ts';

/** A finished file as the page shows it. */
export interface ReviewFile {
  /** Of its bytes, from the page's own address. */
  readonly address: string;
  readonly name: string;
  readonly kind: 'movie' | 'sound' | 'still';
  /** 0 where it is not known, or a picture. */
  readonly seconds: number;
  /** 0 where it is not known. */
  readonly bytes: number;
}

/** The page of a finished export, without a script. */
export function reviewPage({
  title,
  files,
}: {
  readonly title: string;
  readonly files: readonly ReviewFile[];
}): string {
  const name = escapeHtml(title);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${name}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
  h1 { font-size: 1.5rem; overflow-wrap: anywhere }
  h2 { font-size: 1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere }
  video, audio, img { width: 100%; border-radius: .75rem }
  video { background: #000; max-height: 75vh }
  p { margin: .5rem 0; color: light-dark(#4b5563, #b4bac6) }
  a { color: light-dark(#1d4ed8, #93b4ff) }
</style>
<main>
<h1>${name}</h1>
${files.map((file) => section(file, name, files.length)).join('\n')}
</main>
</html>
`;
}

function section(file: ReviewFile, title: string, count: number): string {
  const name = count > 1 ? escapeHtml(file.name) : title;
  const heading = count > 1 ? `<h2>${name}</h2>\n` : '';
  const link = `<a href="${escapeHtml(file.address)}" download>Download ${name}</a>`;
  const length = file.seconds > 0 ? [clockTime(file.seconds)] : [];
  const size = file.bytes > 0 ? [spaceText(file.bytes)] : [];
  return `${heading}${shown(file, name)}\n<p>${[link, ...length, ...size].join(' · ')}</p>`;
}

function shown({ kind, address }: ReviewFile, name: string): string {
  const source = `src="${escapeHtml(address)}"`;
  if (kind === 'movie')
    return `<video controls playsinline preload="metadata" aria-label="${name}" ${source}></video>`;
  if (kind === 'sound') return `<audio controls preload="metadata" aria-label="${name}" ${source}></audio>`;
  return `<img alt="${name}" ${source}>`;
}
