import type { ReadSource } from '../../media/reading/read-source.ts';
import { isWellFormed, type PacketShape } from '../../media/reading/packet-shape.ts';
import type { ExportPlan } from '../../planner/plan.ts';
import { check, type Check } from './verify-output.ts';

export interface CopiesToCheck {
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
}

export interface CopyVerdict {
  readonly check: Check;
  /** Clips whose copied packets are not what an encoder writes. */
  readonly rejectedClips: ReadonlySet<number>;
}

/** Looks at copied packets while they pass by on their way into the export. */
export interface CopyInspector {
  /** `span` is an index of the plan; what is not copied is let through. */
  readonly inspect: (span: number, packet: Uint8Array) => void;
  readonly verdict: () => CopyVerdict;
}

/**
 * Looks at every copied packet: whether it is built as its codec builds them. Decoding them all would take
 * longer than the export; clips that do not pass are encoded instead, and the decoder has the last word.
 * Noise that stays within one packet and hits none of its structure goes unseen, as in any copy.
 */
export function createCopyInspector({ plan, sources }: CopiesToCheck): CopyInspector {
  const rejected = new Set<number>();
  const shapes = plan.spans.map((span) => (span.kind === 'copy' ? shapeOf(sources[span.source]) : undefined));
  let packets = 0;
  return {
    inspect: (span, packet) => {
      const { kind, clip } = plan.spans[span] ?? {};
      if (kind !== 'copy' || clip === undefined) return;
      packets++;
      const shape = shapes[span];
      if (!shape || rejected.has(clip)) return;
      const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.length);
      if (!isWellFormed(bytes, shape)) rejected.add(clip);
    },
    verdict: () => {
      const detail = `${packets} copied packets, ${rejected.size} clips with damaged ones`;
      return { check: check('copies', rejected.size === 0, detail), rejectedClips: rejected };
    },
  };
}

function shapeOf(source: ReadSource | undefined): PacketShape | undefined {
  if (!source) return undefined;
  const { bytes, facts } = source;
  if (bytes?.config) return { codec: bytes.config.codec, lengthSize: bytes.config.nalLengthSize };
  const { codec } = facts.video;
  return codec === 'av1' || codec === 'vp9' ? { codec } : undefined;
}
