import { box, joinParts, u16, u32 } from './box-writer.ts';
import type { NalCodec } from '../../read/nal.ts';
import { escape } from '../../read/emulation.ts';

/** What holds for every picture of a track of high dynamic range, in the units of the bitstream. */
export interface HdrMetadata {
  /** SMPTE ST 2086: x and y of green, blue, red and white in 1/50,000, luminances in 1/10,000 cd/m². */
  readonly mastering?: {
    readonly chromaticities: readonly number[];
    readonly maxLuminance: number;
    readonly minLuminance: number;
  };
  /** CTA-861.3, in cd/m². */
  readonly light?: { readonly maxContent: number; readonly maxAverage: number };
}

/** The boxes for a sample entry: `mdcv` and `clli`. */
export function hdrBoxes({ mastering, light }: HdrMetadata): Uint8Array[] {
  return [
    ...(mastering ? [box('mdcv', masteringBytes(mastering))] : []),
    ...(light ? [box('clli', lightBytes(light))] : []),
  ];
}

/** H.265 D.2.28 and D.2.35, which H.264 shares: the payload types of the two messages. */
const payloadType = { mastering: 137, light: 144 } as const;

/** The same as one NAL unit of supplemental information (SEI), to stand behind the parameter sets. */
export function hdrMessage(codec: NalCodec, { mastering, light }: HdrMetadata): Uint8Array {
  const payload = joinParts([
    ...(mastering ? [message(payloadType.mastering, masteringBytes(mastering))] : []),
    ...(light ? [message(payloadType.light, lightBytes(light))] : []),
    Uint8Array.of(0x80),
  ]);
  const header = codec === 'h264' ? Uint8Array.of(6) : Uint8Array.of(39 << 1, 1);
  return joinParts([header, escape(payload)]);
}

function message(type: number, bytes: Uint8Array): Uint8Array {
  return joinParts([Uint8Array.of(type, bytes.length), bytes]);
}

function masteringBytes({
  chromaticities,
  maxLuminance,
  minLuminance,
}: NonNullable<HdrMetadata['mastering']>) {
  return joinParts([u16(...chromaticities), u32(maxLuminance, minLuminance)]);
}

function lightBytes({ maxContent, maxAverage }: NonNullable<HdrMetadata['light']>): Uint8Array {
  return joinParts([u16(maxContent, maxAverage)]);
}
