import { u32 } from './boxes/box-writer.ts';
import type { Malformed } from '../read/box.ts';
import { patchSample, type SamplePatch } from './sample-patches.ts';
import { H264, HEVC, nalUnits, type NalFraming, type NalUnit } from '../read/nal.ts';

/** What happens to one picture on its way into the movie. */
export interface SampleEdit {
  readonly framing: NalFraming;
  /** To stand in front, after an access unit delimiter. */
  readonly parameterSets: Uint8Array | undefined;
  /** NAL unit types to change. */
  readonly patches: readonly { readonly from: number; readonly to: number }[];
  /** Rewritten slice headers; only of samples whose lengths take four bytes, after any delimiter. */
  readonly headers?: readonly SamplePatch[] | undefined;
}

const damaged: Malformed = { problem: 'its NAL units do not fill it' };

/** The bytes of an edited sample, in order. The sample itself is left as it is. */
export function editSample(sample: Uint8Array, edit: SampleEdit): Uint8Array[] | Malformed {
  const { framing, parameterSets, patches, headers = [] } = edit;
  const patched = patches.length > 0 ? patchTypes(sample, edit) : sample;
  const parts: Uint8Array[] = [];
  if (framing.lengthSize === 4) {
    const split = endOfDelimiter(patched, framing);
    if (split > 0) parts.push(patched.subarray(0, split));
    if (parameterSets) parts.push(parameterSets);
    const rest = headers.map((patch) => ({ ...patch, at: patch.at - split }));
    return [...parts, ...patchSample(patched.subarray(split), rest)];
  }
  const { units, isComplete } = nalUnits(patched, framing);
  if (!isComplete) return damaged;
  const [first] = units;
  const head = first && isDelimiter(first, framing) ? 1 : 0;
  units.forEach((unit, i) => {
    if (parameterSets && i === head) parts.push(parameterSets);
    parts.push(u32(unit.end - unit.start), patched.subarray(unit.start, unit.end));
  });
  if (parameterSets && units.length <= head) parts.push(parameterSets);
  return parts;
}

/** How many bytes a sample has once the lengths of its NAL units take four bytes each. */
export function sizeWithLongLengths(sample: Uint8Array, framing: NalFraming): number | Malformed {
  const { units, isComplete } = nalUnits(sample, framing);
  return isComplete ? sample.length + units.length * (4 - framing.lengthSize) : damaged;
}

/** Where the access unit delimiter ends that a sample may begin with; 0 where there is none. */
function endOfDelimiter(sample: Uint8Array, framing: NalFraming): number {
  // A delimiter is a few bytes: the rest of the sample need not be looked at.
  const [first] = nalUnits(sample.subarray(0, 16), framing).units;
  return first && isDelimiter(first, framing) ? first.end : 0;
}

function isDelimiter(unit: NalUnit, { codec }: NalFraming): boolean {
  return unit.type === (codec === 'h264' ? H264.aud : HEVC.aud);
}

function patchTypes(sample: Uint8Array, { framing, patches }: SampleEdit): Uint8Array {
  const copy = sample.slice();
  for (const unit of nalUnits(sample, framing).units) {
    const patch = patches.find(({ from }) => from === unit.type);
    if (!patch) continue;
    const header = copy[unit.start] ?? 0;
    copy[unit.start] =
      framing.codec === 'hevc' ? (header & 0x81) | (patch.to << 1) : (header & 0xe0) | patch.to;
  }
  return copy;
}
