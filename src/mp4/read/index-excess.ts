import { boxesIn, fourcc, orProblem, isMalformed, viewOf, type Box } from './box.ts';

/** Far above what any camera or editor writes; what is beyond takes readers, ours and FFmpeg's, minutes and gigabytes. */
export const indexLimits = {
  bytes: 256 * 2 ** 20,
  /** Side by side in one box. */
  boxes: 20_000,
  allBoxes: 200_000,
  edits: 1000,
  /** As many as FFmpeg takes; animations have one for each picture. */
  descriptions: 1024,
  descriptionBytes: 4 * 2 ** 20,
  /** Of one track that is not sound: a week at 20 frames a second. */
  samples: 12_000_000,
  /** So many samples of one size have to fit into the file that they are said to lie in. */
  samplesUnseen: 1_000_000,
} as const;

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'dinf', 'udta', 'mvex', 'ilst']);
const deepest = 8;

/**
 * What of an index (`moov`, its header included) is beyond what footage has, as the end of a sentence; undefined where
 * nothing is, and where the boxes make no sense: then the reader says so. Looks at headers only. `fileBytes`: how large
 * the whole file is; a few bytes can speak of millions of samples that it cannot hold.
 */
export function findExcess(moov: Uint8Array, fileBytes = Infinity): string | undefined {
  const whole = { start: 0, end: moov.length };
  const found = orProblem('the index', () => ({
    excess: excessIn(moov, whole, { depth: 0, fileBytes, boxes: { left: indexLimits.allBoxes } }),
  }));
  return isMalformed(found) ? undefined : found.excess;
}

interface Walk {
  readonly depth: number;
  readonly fileBytes: number;
  /** How many boxes may still be seen, all over the index. */
  readonly boxes: { left: number };
}

function excessIn(
  bytes: Uint8Array,
  within: { start: number; end: number },
  { depth, fileBytes, boxes }: Walk,
): string | undefined {
  let count = 0;
  let isRaw = false;
  for (const box of boxesIn(bytes, within.start, within.end)) {
    count++;
    if (boxes.left-- <= 0) return `has more than ${indexLimits.allBoxes.toLocaleString('en')} boxes`;
    if (count > indexLimits.boxes)
      return `has more than ${indexLimits.boxes.toLocaleString('en')} boxes side by side`;
    if (box.type === 'stsd') isRaw = isRawSound(bytes, box);
    const isInner = containers.has(box.type) && depth < deepest;
    const excess = isInner
      ? excessIn(bytes, box, { depth: depth + 1, fileBytes, boxes })
      : excessOf(bytes, box, { isRaw, fileBytes });
    if (excess !== undefined) return excess;
  }
  return undefined;
}

/** Raw sound has a sample for each instant, all of one size; of pictures each is one. */
function isRawSound(bytes: Uint8Array, stsd: Box): boolean {
  const codec = fourcc(bytes, stsd.start + 12);
  return /^(sowt|twos|raw |lpcm|ipcm|fpcm|in24|in32|fl32|fl64|ulaw|alaw|NONE)$/.test(codec);
}

function excessOf(
  bytes: Uint8Array,
  box: Box,
  { isRaw, fileBytes }: { readonly isRaw: boolean; readonly fileBytes: number },
): string | undefined {
  const countAt = (at: number) => (box.end - box.start >= at + 4 ? viewOf(bytes, box).getUint32(at) : 0);
  const beyond = (count: number, most: number, what: string) =>
    count > most ? `has ${count.toLocaleString('en')} ${what}` : undefined;
  switch (box.type) {
    case 'cmov':
      return 'is compressed';
    case 'elst':
      return beyond(Math.max(countAt(4), (box.end - box.start - 8) / 20), indexLimits.edits, 'edits');
    case 'stsd':
      return (
        beyond(countAt(4), indexLimits.descriptions, 'sample descriptions in one track') ??
        beyond(box.end - box.start, indexLimits.descriptionBytes, 'bytes of sample descriptions')
      );
    case 'stsz': {
      if (isRaw) return undefined;
      const [size, count] = [countAt(4), countAt(8)];
      if (count > indexLimits.samplesUnseen && size * count > fileBytes)
        return `speaks of ${count.toLocaleString('en')} samples that the file is too small for`;
      return beyond(count, indexLimits.samples, 'samples in one track');
    }
    case 'stz2':
      return isRaw ? undefined : beyond(countAt(8), indexLimits.samples, 'samples in one track');
    default:
      return undefined;
  }
}
