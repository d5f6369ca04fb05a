import type { ExchangeFormat } from '../contract/interchange.ts';
import {
  unreadable,
  type ExchangeEdit,
  type ReadEdit,
  type ReadOptions,
  type WrittenEdit,
} from './exchange-edit.ts';
import { readAtem } from './readers/read-atem.ts';
import { readEdl } from './readers/read-edl.ts';
import { readFcpxml } from './readers/read-fcpxml.ts';
import { readOtio } from './readers/read-otio.ts';
import { readXmeml } from './readers/read-xmeml.ts';
import { writeEdl } from './writers/write-edl.ts';
import { writeFcpxml } from './writers/write-fcpxml.ts';
import { writeOtio } from './writers/write-otio.ts';
import { writeXmeml } from './writers/write-xmeml.ts';
import { parseXml } from './xml-tree.ts';

const writers: Readonly<Record<ExchangeFormat, (edit: ExchangeEdit) => WrittenEdit>> = {
  fcpxml: writeFcpxml,
  xml: writeXmeml,
  otio: writeOtio,
  edl: writeEdl,
};

/** The edit as a file of another program. */
export function writeEdit(edit: ExchangeEdit, format: ExchangeFormat): WrittenEdit {
  return writers[format](edit);
}

/** Reads a file of another program; which kind it is, its content tells. */
export function readEdit(text: string, options: ReadOptions): ReadEdit {
  const start = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 2000);
  if (start.startsWith('<')) return readXml(text, options);
  if (start.startsWith('{')) {
    return /"(masterTimecode|mixEffectBlocks)"/.test(start)
      ? readAtem(text, options)
      : readOtio(text, options);
  }
  return readEdl(text, options);
}

function readXml(text: string, options: ReadOptions): ReadEdit {
  const root = parseXml(text);
  if (typeof root === 'string') return unreadable(options.fileName, root);
  if (root.name === 'fcpxml') return readFcpxml(root, options);
  if (root.name === 'xmeml') return readXmeml(root, options);
  return unreadable(options.fileName, `it is XML of another kind (${root.name.slice(0, 40)})`);
}
