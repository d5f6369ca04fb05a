import { BitReader } from './bits.ts';
import { plainHead } from '../read/emulation.ts';

/** What of a sequence parameter set decides how a slice header reads (H.264 7.3.2.1). */
export interface Sequence {
  readonly id: number;
  readonly frameNumBits: number;
  readonly orderCountType: number;
  readonly orderCountBits: number;
  readonly maxRefFrames: number;
  /** Frame numbers may leave gaps that a decoder fills. */
  readonly hasGaps: boolean;
  /** 0 for grey: then a weight table holds no chroma. */
  readonly chromaArrayType: number;
  readonly isProgressive: boolean;
}

/** What of a picture parameter set does (7.3.2.2). */
export interface PictureSet {
  readonly id: number;
  readonly sequenceId: number;
  readonly isCabac: boolean;
  readonly hasBottomOrder: boolean;
  readonly sliceGroups: number;
  /** Active references unless a slice says otherwise: list 0, list 1. */
  readonly defaultActive: readonly [number, number];
  readonly isWeighted: boolean;
  readonly bipredWeights: number;
  readonly hasDeblockingControl: boolean;
  readonly hasRedundantPictures: boolean;
}

/** Profiles whose sets say how chroma is sampled. */
const highProfiles = new Set([44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244]);

/** `unit`: the whole NAL unit with its header. Undefined where it is cut short. */
export function parseSequence(unit: Uint8Array): Sequence | undefined {
  const bits = new BitReader(plainHead(unit.subarray(1)).bytes);
  const profile = bits.u(8);
  bits.u(16);
  const id = bits.ue();
  const chromaArrayType = highProfiles.has(profile) ? readHighProfile(bits) : 1;
  const frameNumBits = bits.ue() + 4;
  const orderCountType = bits.ue();
  const orderCountBits = orderCountType === 0 ? bits.ue() + 4 : 0;
  // Of type 1 nothing is copied, so that what follows of it does not matter.
  const maxRefFrames = bits.ue();
  const hasGaps = bits.flag();
  bits.ue();
  bits.ue();
  const isProgressive = bits.flag();
  if (bits.isPastEnd || frameNumBits > 16 || orderCountBits > 16 || maxRefFrames > 16) return undefined;
  return {
    id,
    frameNumBits,
    orderCountType,
    orderCountBits,
    maxRefFrames,
    hasGaps,
    chromaArrayType,
    isProgressive,
  };
}

/** Reads past what only the high profiles have; answers `ChromaArrayType`. */
function readHighProfile(bits: BitReader): number {
  const chroma = bits.ue();
  const hasSeparatePlanes = chroma === 3 && bits.flag();
  bits.ue();
  bits.ue();
  bits.flag();
  if (bits.flag()) skipScalingLists(bits, chroma === 3 ? 12 : 8);
  // Separate planes carry an id in each slice header; their number stands for "cannot be read here".
  return hasSeparatePlanes ? SEPARATE_PLANES : chroma;
}

export const SEPARATE_PLANES = -1;

function skipScalingLists(bits: BitReader, lists: number): void {
  for (let list = 0; list < lists; list++) {
    if (!bits.flag()) continue;
    let last = 8;
    let next = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64); i++) {
      if (next !== 0) next = (last + bits.se() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
}

/** `unit`: the whole NAL unit with its header. Undefined where it is cut short. */
export function parsePictureSet(unit: Uint8Array): PictureSet | undefined {
  const bits = new BitReader(plainHead(unit.subarray(1)).bytes);
  const id = bits.ue();
  const sequenceId = bits.ue();
  const isCabac = bits.flag();
  const hasBottomOrder = bits.flag();
  const sliceGroups = bits.ue() + 1;
  const defaultActive = [bits.ue() + 1, bits.ue() + 1] as const;
  const isWeighted = bits.flag();
  const bipredWeights = bits.u(2);
  for (let i = 0; i < 3; i++) bits.se();
  const hasDeblockingControl = bits.flag();
  bits.flag();
  const hasRedundantPictures = bits.flag();
  if (bits.isPastEnd && sliceGroups === 1) return undefined;
  return {
    id,
    sequenceId,
    isCabac,
    hasBottomOrder,
    sliceGroups,
    defaultActive,
    isWeighted,
    bipredWeights,
    hasDeblockingControl,
    hasRedundantPictures,
  };
}
