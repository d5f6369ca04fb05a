import {
  lastPartOf,
  lengthsOf,
  sourceFrame,
  startsOf,
  type ExchangeAngle,
  type ExchangeEdit,
  type ExchangeShot,
  type WrittenEdit,
} from '../exchange-edit.ts';
import { formatTimecode, nominalOf } from '../time-code.ts';
import { xmlElement, fileUrl, writeXml, type XmlElement } from '../xml-tree.ts';

/** Final Cut Pro XML 7 as Premiere and Resolve read it: the shots on V1, their sound on A1 and A2. */
export function writeXmeml(edit: ExchangeEdit): WrittenEdit {
  const { shots } = edit;
  const starts = startsOf(shots);
  const total = starts.at(-1) ?? 0;
  const known = { told: new Set<number>(), lengths: lengthsOf(edit) };
  const clips = (kind: 'video' | 'audio', channel: number) =>
    shots.flatMap((shot, index) =>
      kind === 'audio' && shot.isSilent
        ? []
        : [clipItem(edit, { shot, index, kind, channel, start: starts[index] ?? 0 }, known)],
    );
  const sequence = xmlElement('sequence', { id: 'sequence-1' }, [
    xmlElement('name', {}, edit.name),
    xmlElement('duration', {}, String(total)),
    rateElement(edit),
    timecodeElement(edit, edit.startTimecode),
    xmlElement('media', {}, [
      xmlElement('video', {}, [
        xmlElement('format', {}, [
          xmlElement('samplecharacteristics', {}, [
            rateElement(edit),
            xmlElement('width', {}, String(edit.width)),
            xmlElement('height', {}, String(edit.height)),
            xmlElement('pixelaspectratio', {}, 'square'),
          ]),
        ]),
        xmlElement('track', {}, clips('video', 1)),
      ]),
      xmlElement('audio', {}, [
        xmlElement('track', {}, clips('audio', 1)),
        xmlElement('track', {}, clips('audio', 2)),
      ]),
    ]),
  ]);
  const text = writeXml(xmlElement('xmeml', { version: 4 }, [sequence]), 'xmeml');
  return {
    text,
    notes: [
      'Final Cut Pro XML 7 was written with cuts instead of a multicam clip: Premiere and Resolve read those alike.',
    ],
  };
}

function rateElement({ rate }: ExchangeEdit): XmlElement {
  return xmlElement('rate', {}, [
    xmlElement('timebase', {}, String(nominalOf(rate))),
    xmlElement('ntsc', {}, rate.den === 1001n ? 'TRUE' : 'FALSE'),
  ]);
}

function timecodeElement(edit: ExchangeEdit, frame: number): XmlElement {
  return xmlElement('timecode', {}, [
    rateElement(edit),
    xmlElement('string', {}, formatTimecode(frame, edit.rate, edit.isDropFrame)),
    xmlElement('frame', {}, String(frame)),
    xmlElement('displayformat', {}, edit.isDropFrame ? 'DF' : 'NDF'),
  ]);
}

interface ItemPlace {
  readonly shot: ExchangeShot;
  readonly index: number;
  readonly kind: 'video' | 'audio';
  readonly channel: number;
  /** Programme frame. */
  readonly start: number;
}

/** The files of which all was said, and how long each is. */
interface KnownFiles {
  readonly told: Set<number>;
  readonly lengths: readonly number[];
}

function clipItem(
  edit: ExchangeEdit,
  { shot, index, kind, channel, start }: ItemPlace,
  files: KnownFiles,
): XmlElement {
  const angle = edit.angles[shot.angle];
  if (!angle) throw new RangeError(`Shot ${index} shows no angle`);
  const inFrame = sourceFrame(angle, shot.from);
  const length = shot.to - shot.from;
  const number = (name: string, value: number) => xmlElement(name, {}, String(value));
  const track = kind === 'video' ? 1 : channel;
  return xmlElement('clipitem', { id: `clipitem-${kind[0]}${channel}-${index + 1}` }, [
    xmlElement('name', {}, angle.name),
    xmlElement('enabled', {}, 'TRUE'),
    number('duration', files.lengths[shot.angle] ?? 1),
    rateElement(edit),
    ...[number('start', start), number('end', start + length)],
    ...[number('in', inFrame), number('out', inFrame + length)],
    fileElement(edit, shot.angle, files),
    ...(kind === 'audio'
      ? [xmlElement('sourcetrack', {}, [xmlElement('mediatype', {}, 'audio'), number('trackindex', track)])]
      : []),
    ...linksOf(shot, index),
  ]);
}

/** What belongs together: a programme cuts picture and sound at once. */
function linksOf({ isSilent }: ExchangeShot, index: number): readonly XmlElement[] {
  const parts = isSilent ? (['v1'] as const) : (['v1', 'a1', 'a2'] as const);
  return parts.map((part) =>
    xmlElement('link', {}, [
      xmlElement('linkclipref', {}, `clipitem-${part}-${index + 1}`),
      xmlElement('mediatype', {}, part.startsWith('v') ? 'video' : 'audio'),
      xmlElement('trackindex', {}, part.slice(1)),
      xmlElement('clipindex', {}, String(index + 1)),
    ]),
  );
}

/** All about a file where it is named first, its number afterwards. */
function fileElement(edit: ExchangeEdit, index: number, files: KnownFiles): XmlElement {
  const id = `file-${index + 1}`;
  if (files.told.has(index)) return xmlElement('file', { id });
  files.told.add(index);
  const angle: ExchangeAngle | undefined = edit.angles[index];
  const { filePath = '', startTimecode = 0 } = angle ?? {};
  return xmlElement('file', { id }, [
    xmlElement('name', {}, lastPartOf(filePath)),
    xmlElement('pathurl', {}, fileUrl(filePath).replace(/^file:\/\/\//, 'file://localhost/')),
    rateElement(edit),
    xmlElement('duration', {}, String(files.lengths[index] ?? 1)),
    timecodeElement(edit, startTimecode),
    xmlElement('media', {}, [
      xmlElement('video', {}, [
        xmlElement('samplecharacteristics', {}, [
          rateElement(edit),
          xmlElement('width', {}, String(edit.width)),
          xmlElement('height', {}, String(edit.height)),
        ]),
      ]),
      xmlElement('audio', {}, [xmlElement('channelcount', {}, '2')]),
    ]),
  ]);
}
