import type { ConfigV1 } from '../contract/config/config-v1.ts';

/** The segments of a config in arrays: these cross to a thread in one copy, however many there are. */
export interface PackedSegments {
  readonly sourceIndex: Uint32Array;
  /** Seconds, as the config has them. */
  readonly startTime: Float64Array;
  readonly endTime: Float64Array;
  readonly audioFromSource: Uint8Array;
  /** 1 where it may lie outside its source. */
  readonly mayBeBlack: Uint8Array;
}

type Segments = ConfigV1['segments'];

export function packSegments(segments: Segments): PackedSegments {
  const packed = {
    sourceIndex: new Uint32Array(segments.length),
    startTime: new Float64Array(segments.length),
    endTime: new Float64Array(segments.length),
    audioFromSource: new Uint8Array(segments.length),
    mayBeBlack: new Uint8Array(segments.length),
  };
  segments.forEach((segment, i) => {
    packed.sourceIndex[i] = segment.sourceIndex;
    packed.startTime[i] = segment.startTime;
    packed.endTime[i] = segment.endTime;
    packed.audioFromSource[i] = segment.audioFromSource ? 1 : 0;
    packed.mayBeBlack[i] = segment.outside === 'black' ? 1 : 0;
  });
  return packed;
}

export function unpackSegments(packed: PackedSegments): Segments {
  return Array.from(packed.startTime, (startTime, i) => ({
    sourceIndex: packed.sourceIndex[i] ?? 0,
    startTime,
    endTime: packed.endTime[i] ?? 0,
    audioFromSource: packed.audioFromSource[i] === 1,
    ...(packed.mayBeBlack[i] === 1 && { outside: 'black' as const }),
  }));
}
