import { isPictureNal, nalUnits, type NalFraming } from '../../mp4/read/nal.ts';

/** How the packets of a track are built: NAL units with lengths, OBUs with lengths, or a VP9 frame. */
export type PacketShape = NalFraming | { readonly codec: 'av1' | 'vp9' };

/**
 * Whether a packet is built as its codec builds them. Says nothing of the picture in it: only a decoder knows
 * that. But what a lost sector or a hole leaves in a file is hardly ever built so.
 */
export function isWellFormed(packet: Buffer, shape: PacketShape): boolean {
  switch (shape.codec) {
    case 'h264':
    case 'hevc':
      return hasGoodUnits(packet, shape);
    case 'av1':
      return hasGoodObus(packet);
    case 'vp9':
      return (packet[0] ?? 0) >> 6 === 2;
    default:
      return shape satisfies never;
  }
}

function hasGoodUnits(packet: Buffer, framing: NalFraming): boolean {
  const { units, isComplete } = nalUnits(packet, framing);
  if (!isComplete || !units.some(({ type }) => isPictureNal(framing.codec, type))) return false;
  return units.every(({ start, end }) => {
    const isForbidden = (packet[start] ?? 0) >= 128;
    return !isForbidden && !hasForbiddenRun(packet.subarray(start, end));
  });
}

/** Three zero bytes in a row never stand inside a NAL unit, but zeros may fill its end. */
function hasForbiddenRun(unit: Buffer): boolean {
  const run = unit.indexOf(threeZeros);
  return run >= 0 && unit.subarray(run).some((byte) => byte !== 0);
}

const threeZeros = Buffer.alloc(3);

/** OBUs with their lengths tile the packet; the last one may leave its length out. */
function hasGoodObus(packet: Buffer): boolean {
  let at = 0;
  while (at < packet.length) {
    const header = packet[at] ?? 0;
    const isReservedSet = (header & 0x81) !== 0;
    if (isReservedSet) return false;
    at += (header & 4) === 0 ? 1 : 2;
    if ((header & 2) === 0) return at <= packet.length;
    const size = readLeb128(packet, at);
    if (!size) return false;
    at = size.end + size.value;
  }
  return at === packet.length && packet.length > 0;
}

function readLeb128(bytes: Buffer, from: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) return undefined;
    value += (byte & 127) * 128 ** i;
    if (byte < 128) return { value, end: from + i + 1 };
  }
  return undefined;
}
