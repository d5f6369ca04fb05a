import { nominalOf } from '../time-code.ts';
import {
  lastPartOf,
  lengthsOf,
  startsOf,
  type ExchangeEdit,
  type ExchangeShot,
  type WrittenEdit,
} from '../exchange-edit.ts';
import { xmlElement, fileUrl, writeXml, type XmlElement } from '../xml-tree.ts';

/** FCPXML 1.10: one multicam clip of all angles, and its cuts. The order of elements is that of Apple's DTD. */
export function writeFcpxml(edit: ExchangeEdit): WrittenEdit {
  const origin = Math.min(
    0,
    ...edit.angles.map(({ offset }) => -offset),
    ...edit.shots.map(({ from }) => from),
  );
  const time = timeOf(edit);
  const lengths = lengthsOf(edit);
  const format = tcFormat(edit);
  const resources = xmlElement('resources', {}, [
    xmlElement('format', {
      ...{ id: 'r1', name: formatNameOf(edit), frameDuration: time(1) },
      ...{ width: edit.width, height: edit.height, colorSpace: '1-1-1 (Rec. 709)' },
    }),
    ...edit.angles.map((_, index) => assetOf(edit, index, lengths[index] ?? 1)),
    xmlElement('media', { id: 'r2', name: `${edit.name} Multicam` }, [
      xmlElement(
        'multicam',
        { format: 'r1', tcStart: time(0), tcFormat: format },
        edit.angles.map((_, index) => angleOf(edit, index, { origin, length: lengths[index] ?? 1 })),
      ),
    ]),
  ]);
  const starts = startsOf(edit.shots);
  const sequence = xmlElement(
    'sequence',
    {
      ...{ format: 'r1', duration: time(starts.at(-1) ?? 0), tcStart: time(edit.startTimecode) },
      ...{ tcFormat: format, audioLayout: 'stereo', audioRate: '48k' },
    },
    [
      xmlElement(
        'spine',
        {},
        edit.shots.map((shot, index) => clipOf(edit, shot, { at: starts[index] ?? 0, origin })),
      ),
    ],
  );
  const library = xmlElement('library', {}, [
    xmlElement('event', { name: edit.name }, [xmlElement('project', { name: edit.name }, [sequence])]),
  ]);
  const text = writeXml(xmlElement('fcpxml', { version: '1.10' }, [resources, library]), 'fcpxml');
  return { text, notes: [] };
}

/** Frames as FCPXML says times: `1001/30000s`, in whole frames of the programme. */
function timeOf({ rate: { num, den } }: ExchangeEdit): (frames: number) => string {
  return (frames) => {
    const ticks = BigInt(frames) * den;
    return ticks % num === 0n ? `${ticks / num}s` : `${ticks}/${num}s`;
  };
}

function tcFormat({ isDropFrame }: ExchangeEdit): string {
  return isDropFrame ? 'DF' : 'NDF';
}

const namedSizes: Readonly<Record<string, string>> = {
  '1280x720': '720p',
  '1920x1080': '1080p',
  '3840x2160': '3840x2160p',
};

/** Resolve wants a name that it knows; sizes that have none are custom. */
function formatNameOf({ rate, width, height }: ExchangeEdit): string | undefined {
  const lines = namedSizes[`${width}x${height}`];
  if (lines === undefined) return undefined;
  const nominal = nominalOf(rate);
  const rates: Readonly<Record<number, string>> = { 24: '2398', 30: '2997', 60: '5994' };
  return `FFVideoFormat${lines}${rate.den === 1001n ? (rates[nominal] ?? nominal) : nominal}`;
}

function assetOf(edit: ExchangeEdit, index: number, length: number): XmlElement {
  const time = timeOf(edit);
  const { filePath = '', startTimecode = 0, hasPicture = true } = edit.angles[index] ?? {};
  const picture = hasPicture ? { hasVideo: 1, format: 'r1', videoSources: 1 } : {};
  return xmlElement(
    'asset',
    {
      ...{ id: `r${index + 3}`, name: lastPartOf(filePath), start: time(startTimecode) },
      ...{ duration: time(length), ...picture },
      ...{ hasAudio: 1, audioSources: 1, audioChannels: 2, audioRate: 48000 },
    },
    [xmlElement('media-rep', { kind: 'original-media', src: fileUrl(filePath) })],
  );
}

function angleIdOf(index: number): string {
  return `cutroom-angle-${index + 1}`;
}

function angleOf(
  edit: ExchangeEdit,
  index: number,
  { origin, length }: { origin: number; length: number },
): XmlElement {
  const time = timeOf(edit);
  const { name = '', offset = 0, startTimecode = 0 } = edit.angles[index] ?? {};
  const at = -offset - origin;
  const gap = xmlElement('gap', { name: 'Gap', offset: time(0), start: '3600s', duration: time(at) });
  const clip = xmlElement('asset-clip', {
    ...{ ref: `r${index + 3}`, offset: time(at), name, start: time(startTimecode) },
    ...{ duration: time(length), tcFormat: tcFormat(edit), audioRole: 'dialogue' },
  });
  return xmlElement('mc-angle', { name, angleID: angleIdOf(index) }, at > 0 ? [gap, clip] : [clip]);
}

function clipOf(
  edit: ExchangeEdit,
  { angle, from, to, isSilent }: ExchangeShot,
  { at, origin }: { at: number; origin: number },
): XmlElement {
  const time = timeOf(edit);
  return xmlElement(
    'mc-clip',
    {
      ...{ ref: 'r2', offset: time(edit.startTimecode + at), name: edit.angles[angle]?.name },
      ...{ start: time(from - origin), duration: time(to - from) },
    },
    [xmlElement('mc-source', { angleID: angleIdOf(angle), srcEnable: isSilent ? 'video' : 'all' })],
  );
}
