import { XMLParser } from 'fast-xml-parser';

/** An element with its children in order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed. */
  readonly text: string;
}

/** Larger files are no edit: an hour of 1,500 cuts takes a megabyte or two. In characters. */
export const longestXml = 64 * 1024 * 1024;

const deepest = 200;

/** Internal subsets and entities of their own: an edit has none, and they can read files and fill the memory. */
const declarations = /<!ENTITY|<!DOCTYPE[^>]*\[/i;

/** The root element of a document, or a sentence that says why there is none. Entities of the document are refused. */
export function parseXml(text: string): XmlElement | string {
  if (text.length > longestXml) return 'it is larger than 64 MB';
  if (declarations.test(text)) return 'it declares entities, which are not opened';
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    maxNestedTags: deepest,
    commentPropName: '#comment',
    ignoreDeclaration: true,
    ignorePiTags: true,
  });
  try {
    const nodes = (parser.parse(text, true) as RawNode[]).map(elementOf);
    return nodes.find((node) => node !== undefined) ?? 'it holds no XML';
  } catch (error) {
    return `it is not well-formed XML (${error instanceof Error ? error.message.split('\n')[0] : 'damaged'})`;
  }
}

/** As the parser gives it: one key for the tag, `:@` for attributes. */
type RawNode = Readonly<Record<string, unknown>>;

function elementOf(node: RawNode): XmlElement | undefined {
  const name = Object.keys(node).find((key) => key !== ':@');
  if (name === undefined || name.startsWith('#')) return undefined;
  const inside = Array.isArray(node[name]) ? (node[name] as RawNode[]) : [];
  const attributes = Object.entries((node[':@'] ?? {}) as Record<string, unknown>);
  return {
    name,
    attributes: Object.fromEntries(attributes.map(([key, value]) => [key, plain(String(value))])),
    children: inside.flatMap((child) => elementOf(child) ?? []),
    text: plain(
      inside.map((child) => (typeof child['#text'] === 'string' ? child['#text'] : '')).join(''),
    ).trim(),
  };
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Only the five entities that XML itself has, and numbers of characters. */
function plain(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first element down a path of names; undefined where there is none. */
export function childAt(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  let found = element;
  for (const name of names) found = found?.children.find((child) => child.name === name);
  return found;
}

export function textAt(element: XmlElement | undefined, ...names: readonly string[]): string | undefined {
  return childAt(element, ...names)?.text;
}

/** All elements of these names, however deep, in order; not those inside of one another. */
export function descendantsOf(element: XmlElement, ...names: readonly string[]): readonly XmlElement[] {
  return element.children.flatMap((child) =>
    names.includes(child.name) ? [child] : descendantsOf(child, ...names),
  );
}

/** An element to be written: attributes that are undefined are left out. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  inside: readonly XmlElement[] | string = [],
): XmlElement {
  const known = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    name,
    attributes: Object.fromEntries(known.map(([key, value]) => [key, String(value)])),
    children: typeof inside === 'string' ? [] : inside,
    text: typeof inside === 'string' ? inside : '',
  };
}

export function writeXml(root: XmlElement, doctype: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE ${doctype}>\n${linesOf(root, '').join('\n')}\n`;
}

function linesOf({ name, attributes, children, text }: XmlElement, indent: string): string[] {
  const told = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const open = `${indent}<${name}${told.join('')}`;
  if (children.length > 0)
    return [`${open}>`, ...children.flatMap((child) => linesOf(child, `${indent}  `)), `${indent}</${name}>`];
  return [text === '' ? `${open}/>` : `${open}>${escaped(text)}</${name}>`];
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return (
    text
      // What XML 1.0 cannot hold, however it is written.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"]/g, (character) => escapes[character] ?? character)
      .replace(/[\t\n\r]/g, ' ')
  );
}

/** A path as a `file:` URL; what is one already stays. */
export function fileUrl(path: string): string {
  if (/^file:/.test(path)) return path;
  const slashed = path.replaceAll('\\', '/');
  return `file://${slashed.startsWith('/') ? '' : '/'}${slashed.split('/').map(encodeURIComponent).join('/')}`;
}

/** The path that a `file:` URL names; other texts stay as they are. */
export function pathOfUrl(url: string): string {
  const path = url.replace(/^file:\/\/(localhost)?/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
