import { giveUp, orProblem, viewOf, type Malformed } from './box.ts';
import { HEVC, type NalCodec } from './nal.ts';

/** What a decoder configuration record (the payload of `avcC` or `hvcC`) says. */
export interface CodecConfig {
  readonly codec: NalCodec;
  /** Bytes of the length in front of every NAL unit of a sample. */
  readonly nalLengthSize: number;
  /** VPS, SPS and PPS as raw NAL units, in the order of the record. */
  readonly parameterSets: readonly Uint8Array[];
  /** `profile_idc`. */
  readonly profile: number;
  /** `level_idc`: ten times the level for H.264, thirty times for HEVC. */
  readonly level: number;
  /** HEVC's general tier: 1 is the high one. */
  readonly tier: number;
  /** `chroma_format_idc` (1 is 4:2:0); undefined where the record does not say (H.264 Baseline, Main). */
  readonly chroma: number | undefined;
  readonly bitDepth: number | undefined;
}

/** Reads the payload of an `avcC` box. Never throws. */
export function parseAvcConfig(avcC: Uint8Array): CodecConfig | Malformed {
  return orProblem('the H.264 configuration', () => {
    const view = viewOf(avcC);
    if (view.getUint8(0) !== 1) giveUp('the H.264 configuration is of an unknown version');
    const sps = readSets(avcC, 6, view.getUint8(5) & 31);
    const pps = readSets(avcC, sps.end + 1, view.getUint8(sps.end));
    // Four more bytes in High profiles; some writers leave them out.
    const hasExtension = avcC.length >= pps.end + 4;
    return {
      codec: 'h264',
      nalLengthSize: (view.getUint8(4) & 3) + 1,
      parameterSets: [...sps.sets, ...pps.sets],
      profile: view.getUint8(1),
      level: view.getUint8(3),
      tier: 0,
      chroma: hasExtension ? view.getUint8(pps.end) & 3 : undefined,
      bitDepth: hasExtension ? (view.getUint8(pps.end + 1) & 7) + 8 : undefined,
    };
  });
}

/** Reads the payload of an `hvcC` box. Never throws. */
export function parseHevcConfig(hvcC: Uint8Array): CodecConfig | Malformed {
  return orProblem('the HEVC configuration', () => {
    const view = viewOf(hvcC);
    const parameterSets: Uint8Array[] = [];
    let at = 23;
    for (let array = view.getUint8(22); array > 0; array--) {
      const type = view.getUint8(at) & 63;
      const found = readSets(hvcC, at + 3, view.getUint16(at + 1));
      if (type >= HEVC.vps && type <= HEVC.pps) parameterSets.push(...found.sets);
      at = found.end;
    }
    return {
      codec: 'hevc',
      nalLengthSize: (view.getUint8(21) & 3) + 1,
      parameterSets,
      profile: view.getUint8(1) & 31,
      level: view.getUint8(12),
      tier: (view.getUint8(1) >> 5) & 1,
      chroma: view.getUint8(16) & 3,
      bitDepth: (view.getUint8(17) & 7) + 8,
    };
  });
}

function readSets(bytes: Uint8Array, from: number, count: number): { sets: Uint8Array[]; end: number } {
  const view = viewOf(bytes);
  const sets: Uint8Array[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) giveUp('a parameter set is cut short');
    sets.push(bytes.slice(at + 2, end));
    at = end;
  }
  return { sets, end: at };
}

/** The parameter sets as they stand in a sample: each behind its length in four bytes. */
export function parameterSetPrefix(sets: readonly Uint8Array[]): Uint8Array {
  const prefix = new Uint8Array(sets.reduce((total, set) => total + 4 + set.length, 0));
  const view = viewOf(prefix);
  let at = 0;
  for (const set of sets) {
    view.setUint32(at, set.length);
    prefix.set(set, at + 4);
    at += 4 + set.length;
  }
  return prefix;
}
