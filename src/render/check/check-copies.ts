import { DamagedChunkError } from '../../media/chunks/chunk-seal.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import { isWellFormed, type PacketShape } from '../../media/reading/packet-shape.ts';
import type { PictureRun } from '../../mp4/write/movie-spec.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { check, type Check } from './verify-output.ts';

export interface CopiesToCheck {
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  /** By span: what is written. */
  readonly runs: readonly PictureRun[];
}

export interface CopyVerdict {
  readonly check: Check;
  /** Clips whose copied packets are not what an encoder writes. */
  readonly rejectedClips: ReadonlySet<number>;
}

/** Looks at packets while they pass by on their way into the export. */
export interface CopyInspector {
  /** `span` is an index of the plan. Throws a `DamagedChunkError` for an encoded packet that no encoder writes. */
  readonly inspect: (span: number, packet: Uint8Array) => void;
  readonly verdict: () => CopyVerdict;
}

/**
 * Looks at every packet: whether it is built as its codec builds them. Decoding them all would take longer than the
 * export; clips whose copies do not pass are encoded instead, and the decoder has the last word. An encoded packet that
 * does not pass makes its chunk one to be made again. Noise that stays within one packet and hits none of its structure
 * is for `lookThrough` to find.
 */
export function createCopyInspector({ plan, sources, runs }: CopiesToCheck): CopyInspector {
  const rejected = new Set<number>();
  const encoded = encodedShape(plan);
  const shapes = plan.spans.map((span) => (span.kind === 'copy' ? shapeOf(sources[span.source]) : encoded));
  let packets = 0;
  return {
    inspect: (span, packet) => {
      const { kind, clip } = plan.spans[span] ?? {};
      if (clip === undefined) return;
      if (kind === 'copy') packets++;
      const shape = shapes[span];
      if (!shape || rejected.has(clip)) return;
      const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.length);
      if (isWellFormed(bytes, shape)) return;
      if (kind === 'copy') rejected.add(clip);
      else throw new DamagedChunkError(runs[span]?.path ?? '', 'holds a picture that no encoder writes');
    },
    verdict: () => {
      const detail = `${packets} copied packets, ${rejected.size} clips with damaged ones`;
      return { check: check('copies', rejected.size === 0, detail), rejectedClips: rejected };
    },
  };
}

/** Our encoders write into MP4 with lengths of four bytes. */
function encodedShape({ format }: ExportPlan): PacketShape {
  const codec = format.codec === 'h265' ? 'hevc' : format.codec;
  return codec === 'av1' || codec === 'vp9' ? { codec } : { codec, lengthSize: 4 };
}

function shapeOf(source: ReadSource | undefined): PacketShape | undefined {
  if (!source) return undefined;
  const { bytes, facts } = source;
  if (bytes?.config) return { codec: bytes.config.codec, lengthSize: bytes.config.nalLengthSize };
  const { codec } = facts.video;
  return codec === 'av1' || codec === 'vp9' ? { codec } : undefined;
}
