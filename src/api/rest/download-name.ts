import { create } from 'content-disposition';

/** Most file systems take 255 bytes; browsers append ` (1)` to names that exist already. */
const maxNameBytes = 240;

/**
 * `Content-Disposition` for a finished file: the project's name with characters that no file name may hold
 * replaced, in the form of RFC 6266 with a plain fallback for old clients.
 */
export function contentDispositionOf(projectName: string, extension: string): string {
  return create(fileNameOf(projectName, extension), { type: 'attachment' });
}

export function fileNameOf(projectName: string, extension: string): string {
  const clean = projectName
    // Lone surrogates cannot be written as UTF-8; controls and bidi overrides disguise the extension.
    .replace(/\p{Surrogate}|[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/[/\\:*?"<>|]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const base = shorten(clean, maxNameBytes - Buffer.byteLength(extension));
  return `${base || 'export'}${extension}`;
}

/** Cuts between code points, never within one. */
function shorten(text: string, maxBytes: number): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept.trimEnd();
}
