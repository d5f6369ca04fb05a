import { open, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeAacArgs } from '../../../ffmpeg/sound/audio-args.ts';
import { readAdts } from '../../../media/reading/mp4/mp4-adts.ts';
import { readRange } from '../../../disk/read-range.ts';
import { parseAacWindow, setWindowShape, type WindowShape } from '../../../mp4/aac/aac-window.ts';
import { turnSlope } from '../../../mp4/aac/aac-slopes.ts';
import { ADTS_HEADER_BYTES, type AdtsStream } from '../../../mp4/aac/adts.ts';
import { isMalformed } from '../../../mp4/read/box.ts';
import { packetSamples } from '../../../planner/sound/splice-sound.ts';
import { PickedSoundError } from '../decode-picks.ts';
import { runChild, type ChildContext } from '../../child/run-child.ts';
import { leadPackets, samplesOf, type SoundPiece } from './sound-pieces.ts';
import { programmeChannels } from '../write-programme.ts';

export interface PiecesToEncode {
  readonly pieces: readonly SoundPiece[];
  /** The raw programme. */
  readonly pcm: string;
  readonly primingSamples: number;
  readonly encoder: { readonly sampleRate: number; readonly bitrateBps: number };
  /** A folder of the attempt's own, and what the batch's files in it are called. */
  readonly folder: string;
  readonly name: string;
}

/** How FFmpeg's encoder ends the packets that it makes with long windows. */
const encodedShape: WindowShape = 'kbd';

const bytesPerFrame = 2 * programmeChannels;

/**
 * Encodes pieces of the programme one behind the other in one child, and gives each piece's packets to `onPiece` as an
 * ADTS stream: undefined where the encoder's windows do not fit to the copied packets beside it.
 */
export async function encodePieces(
  context: ChildContext,
  work: PiecesToEncode,
  onPiece: (piece: SoundPiece, packets: Uint8Array | undefined) => Promise<void>,
): Promise<void> {
  const pcm = join(work.folder, `${work.name}.pcm`);
  const output = join(work.folder, `${work.name}.aac`);
  const samples = await layOut(work, pcm);
  await runChild(context, {
    label: `${work.name}, ${work.pieces.length} pieces`,
    reads: [pcm],
    writes: [output],
    args: () =>
      encodeAacArgs({ ...work.encoder, pcm, channels: programmeChannels, firstSample: 0, samples, output }),
  });
  await rm(pcm, { force: true });
  const stream = await readAdts(output, { signal: context.signal });
  // Its own run-up is one packet more than the samples fill.
  if (isMalformed(stream) || stream.size.length <= samples / packetSamples)
    throw new PickedSoundError('the encoder wrote too little');
  await using file = await open(output, 'r');
  // The encoder's own run-up is the first packet.
  let at = 1;
  for (const piece of work.pieces) {
    const { from, to } = samplesOf(piece, work.primingSamples);
    const encoded = { file, stream, signal: context.signal };
    await onPiece(piece, await readPiece(encoded, piece, at + leadPackets));
    at += (to - from) / packetSamples;
  }
  await rm(output, { force: true });
}

/** Writes the samples of all pieces one behind the other; answers how many they are. */
async function layOut({ pieces, pcm, primingSamples }: PiecesToEncode, path: string): Promise<number> {
  await using programme = await open(pcm, 'r');
  await using file = await open(path, 'w');
  let samples = 0;
  for (const piece of pieces) {
    const range = samplesOf(piece, primingSamples);
    const bytes = Buffer.alloc((range.to - range.from) * bytesPerFrame);
    const skipped = Math.max(0, -range.from) * bytesPerFrame;
    await programme.read(bytes, skipped, bytes.length - skipped, Math.max(0, range.from) * bytesPerFrame);
    turnSlopes(bytes, piece);
    await file.writeFile(bytes);
    samples += range.to - range.from;
  }
  return samples;
}

/** The first packet overlaps with the copied one before it, the last with the copied one behind it. */
function turnSlopes(samples: Buffer, { fromPacket, toPacket, shapeBefore, shapeBehind }: SoundPiece): void {
  const turn = (packet: number, heard: WindowShape | undefined) => {
    const start = (packet - fromPacket + leadPackets) * packetSamples * bytesPerFrame;
    const slope = samples.subarray(start, start + packetSamples * bytesPerFrame);
    turnSlope(slope, { channels: programmeChannels, heard: heard ?? encodedShape, encoded: encodedShape });
  };
  turn(fromPacket, shapeBefore);
  turn(toPacket, shapeBehind);
}

/** A piece's packets, `first` being the place of its first one in the encoder's stream, with their headers. */
async function readPiece(
  { file, stream, signal }: { file: FileHandle; stream: AdtsStream; signal: AbortSignal },
  piece: SoundPiece,
  first: number,
): Promise<Uint8Array | undefined> {
  const end = first + piece.toPacket - piece.fromPacket;
  const startOf = (packet: number) => (stream.offset[packet] ?? 0) - ADTS_HEADER_BYTES;
  const start = startOf(first - 1);
  const stop = (stream.offset[end - 1] ?? 0) + (stream.size[end - 1] ?? 0);
  const bytes = await readRange(file, { offset: start, size: stop - start, signal });
  const packet = (n: number) => bytes.subarray((stream.offset[n] ?? 0) - start).subarray(0, stream.size[n]);
  const isFit = fitsBehind(piece, [packet(first - 1), packet(first)]) && fitBefore(piece, packet(end - 1));
  return isFit ? bytes.subarray(startOf(first) - start) : undefined;
}

function fitsBehind({ shapeBefore }: SoundPiece, [before, first]: [Uint8Array, Uint8Array]): boolean {
  if (shapeBefore === undefined) return true;
  const window = parseAacWindow(before);
  return (
    window?.endsLong === true && window.shape === encodedShape && parseAacWindow(first)?.startsLong === true
  );
}

/** Makes the last packet end as the one did whose place it takes; answers whether it can. */
function fitBefore({ shapeBehind }: SoundPiece, last: Uint8Array): boolean {
  if (shapeBehind === undefined) return true;
  const window = parseAacWindow(last);
  if (!window?.endsLong || window.shape !== encodedShape) return false;
  setWindowShape(last, window, shapeBehind);
  return true;
}

/** A piece that did not come out is remembered as an empty one, so that it is not tried again. */
export async function writePiece(path: string, packets: Uint8Array | undefined): Promise<void> {
  await writeFile(path, packets ?? new Uint8Array());
}
