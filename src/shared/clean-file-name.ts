/** Most file systems take 255 bytes; this leaves room for ` (12)` and the marks of unfinished files. */
const maxNameBytes = 230;

/**
 * A name that any file system takes and nobody is fooled by, made from what somebody called a file: only what
 * stands after the last slash, composed (NFC), without controls and direction overrides, not hidden, at most
 * 230 bytes with its extension. Empty where nothing is left.
 */
export function cleanFileName(wanted: string): string {
  const last = wanted.split(/[/\\]/).at(-1) ?? '';
  const clean = withoutTraps(last)
    .replace(/[:*?"<>|]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const { base, extension } = splitExtension(reservedName.test(clean) ? `_${clean}` : clean);
  return shortenBytes(base, maxNameBytes - byteLength(extension)) + extension;
}

/** Devices to Windows, whatever their extension; a share would not show such a file, and nobody could delete it there. */
const reservedName = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i;

/** `camera.mp4` → `camera (2).mp4`; the first is the name itself. */
export function numberedName(name: string, number: number): string {
  if (number <= 1) return name;
  const { base, extension } = splitExtension(name);
  return `${base} (${number})${extension}`;
}

/** Lone surrogates cannot be written as UTF-8; controls and bidi overrides disguise the extension. */
const traps = /\p{Surrogate}|[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Of two names that differ in these only, people cannot tell which is which. Emoji are joined by U+200D. */
const invisible =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8\u{e0000}-\u{e0fff}]|(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

function withoutTraps(text: string): string {
  return text.replace(traps, ' ').replace(invisible, '').normalize('NFC');
}

/** An extension is short and plain; anything else behind a dot belongs to the name. */
function splitExtension(name: string): { readonly base: string; readonly extension: string } {
  const extension = /(?<=.)\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  return { base: name.slice(0, name.length - extension.length), extension };
}

/** Cuts between code points, never within one. */
function shortenBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > maxBytes) return kept.trimEnd();
    kept += character;
  }
  return kept;
}

/** In UTF-8; pure rooms have no Buffer. */
function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
