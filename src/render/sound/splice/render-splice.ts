import { encodeAacArgs } from '../../../ffmpeg/sound/audio-args.ts';
import type { StoredChunk } from '../../../media/chunks/chunk-shelf.ts';
import { chunkKey } from '../../../media/chunks/chunk-store.ts';
import type { SoundSplice } from '../../../planner/plan/audio-plan.ts';
import { PLANNER_VERSION } from '../../../planner/plan/plan.ts';
import { encodePieces, writePiece } from './encode-pieces.ts';
import { renderProgramme } from '../render-programme.ts';
import { packetsPerChunk, type SoundToRender } from '../render-sound.ts';
import type { SoundChunk } from '../sound-chunk.ts';
import type { ChildContext } from '../../child/run-child.ts';
import { openWindowReader, settleSeams, type SettledCopy } from './settle-seams.ts';
import { leadPackets, piecesBetween, samplesOf, type SoundPiece } from './sound-pieces.ts';
import { soundRecipes } from '../sound-recipe.ts';
import { programmeChannels } from '../write-programme.ts';

/** What a spliced track is made of, in order. */
export type SoundPart =
  ({ readonly kind: 'copy' } & SettledCopy) | ({ readonly kind: 'encode' } & SoundChunk);

/** How often seams are moved on where the encoder's windows do not fit; one in twenty does not, with speech. */
const mostRounds = 5;

/** How far they are moved then: behind the transient that the encoder made short windows for. */
const stepPackets = 3;

/**
 * The programme as packets of its sources and encoded pieces between them. Only the sound around the cuts is decoded
 * and encoded, and only what no chunk holds yet. Undefined where no seams are found that fit; throws a
 * `PickedSoundError` where that sound does not come out well by itself.
 */
export async function renderSplice(
  context: ChildContext,
  work: SoundToRender,
  splice: SoundSplice,
): Promise<SoundPart[] | undefined> {
  const { packets } = splice;
  await using windows = openWindowReader(work.sources, context.signal);
  let copies = await settleSeams(splice.copies, { windows, packets });
  for (let round = 0; round < mostRounds && copies.length > 0; round++) {
    const pieces = piecesBetween(copies, { packets, mostPackets: packetsPerChunk });
    const rendered = await renderPieces(context, work, { splice, pieces });
    const unfit = rendered.filter(({ isFit }) => !isFit);
    if (unfit.length === 0) {
      work.onShare(1);
      return inOrder(copies, rendered);
    }
    const { log } = context;
    log.write({
      event: 'note',
      task: 'sound',
      text: `${unfit.length} pieces do not fit; their seams are moved.`,
    });
    copies = await settleSeams(withdraw(copies, unfit), { windows, packets });
  }
  return undefined;
}

function inOrder(copies: readonly SettledCopy[], chunks: readonly SoundChunk[]): SoundPart[] {
  const parts: (SoundPart & { at: number })[] = [
    ...copies.map((copy) => ({ kind: 'copy' as const, at: copy.fromPacket, ...copy })),
    ...chunks.map((chunk) => ({ kind: 'encode' as const, at: chunk.firstPacket, ...chunk })),
  ];
  return parts.sort((a, b) => a.at - b.at);
}

/** Takes the ends of copies back that lie beside pieces which do not fit. */
function withdraw(copies: readonly SettledCopy[], unfit: readonly SoundChunk[]): SettledCopy[] {
  const ends = new Set(unfit.map(({ firstPacket }) => firstPacket));
  const starts = new Set(unfit.map(({ firstPacket, packets }) => firstPacket + packets));
  return copies
    .map((copy) => {
      const moved = starts.has(copy.fromPacket) ? stepPackets : 0;
      const shortened = ends.has(copy.toPacket) ? stepPackets : 0;
      return {
        ...copy,
        fromPacket: copy.fromPacket + moved,
        sourcePacket: copy.sourcePacket + moved,
        toPacket: copy.toPacket - shortened,
      };
    })
    .filter(({ fromPacket, toPacket }) => toPacket > fromPacket);
}

interface RenderedPiece extends SoundChunk {
  /** Its windows fit to the packets beside it. */
  readonly isFit: boolean;
}

async function renderPieces(
  context: ChildContext,
  work: SoundToRender,
  { splice, pieces }: { splice: SoundSplice; pieces: readonly SoundPiece[] },
): Promise<RenderedPiece[]> {
  const keyOf = keysOfPieces(context, work, splice);
  const places = await Promise.all(
    pieces.map(async (piece) => {
      const key = keyOf(piece);
      return { piece, key, stored: await work.store.findWhole(key) };
    }),
  );
  const missing = places.filter(({ stored }) => stored === undefined).map(({ piece }) => piece);
  if (missing.length < pieces.length)
    context.log.write({
      event: 'reused',
      task: `${pieces.length - missing.length} pieces of sound`,
      key: '',
    });
  const made = await makePieces(context, work, { splice, missing, keyOf });
  return places.map(({ piece, key, stored = made.get(piece) }) => {
    if (!stored) throw new TypeError('A piece of sound was neither found nor made.');
    return {
      key,
      stored,
      firstPacket: piece.fromPacket,
      packets: piece.toPacket - piece.fromPacket,
      skippedPackets: 0,
      isFit: stored.sums.bytes > 0,
    };
  });
}

interface MissingPieces {
  readonly splice: SoundSplice;
  readonly missing: readonly SoundPiece[];
  readonly keyOf: (piece: SoundPiece) => string;
}

/** Decodes and encodes pieces, a few children for all of them; answers where each one lies. */
async function makePieces(
  context: ChildContext,
  work: SoundToRender,
  { splice: { primingSamples }, missing, keyOf }: MissingPieces,
): Promise<Map<SoundPiece, StoredChunk>> {
  const { plan, store } = work;
  const made = new Map<SoundPiece, StoredChunk>();
  if (missing.length === 0) return made;
  const wanted = missing.map((piece) => samplesOf(piece, primingSamples));
  const onShare = (share: number) => work.onShare(0.5 * share);
  const pcm = await renderProgramme(context, { ...work, wanted, isPicked: true, onShare });
  const batches = shareOut(missing);
  const onPiece = async (piece: SoundPiece, packets: Uint8Array | undefined) => {
    const temporary = store.reserve();
    try {
      await writePiece(temporary, packets);
      made.set(piece, await store.publish(keyOf(piece), temporary));
    } finally {
      await store.discard(temporary);
    }
    work.onShare(0.5 + (0.5 * made.size) / missing.length);
  };
  await Promise.all(
    batches.map((pieces, i) => {
      const name = `sound around the cuts ${i + 1}`;
      return encodePieces(context, { ...work, pieces, pcm, primingSamples, encoder: plan, name }, onPiece);
    }),
  );
  return made;
}

/** Pieces that go through one encoder together: about as many packets as a chunk of sound has. */
function shareOut(pieces: readonly SoundPiece[]): SoundPiece[][] {
  const batches: SoundPiece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    const packets = piece.toPacket - piece.fromPacket + leadPackets;
    if (room < packets) {
      batches.push([]);
      room = packetsPerChunk;
    }
    batches.at(-1)?.push(piece);
    room -= packets;
  }
  return batches;
}

/** The key of a piece: what is heard in it, and what it has to fit to. */
function keysOfPieces(
  { tools }: ChildContext,
  work: SoundToRender,
  { primingSamples }: SoundSplice,
): (piece: SoundPiece) => string {
  const recipeOf = soundRecipes(work);
  return (piece) => {
    const samples = samplesOf(piece, primingSamples);
    const args = encodeAacArgs({
      ...work.plan,
      ...{
        pcm: '',
        channels: programmeChannels,
        firstSample: 0,
        samples: samples.to - samples.from,
        output: '',
      },
    });
    const fit = [piece.shapeBefore ?? '', piece.shapeBehind ?? '', leadPackets];
    return chunkKey([
      'spliced sound',
      PLANNER_VERSION,
      tools.ffmpegVersion,
      recipeOf(samples),
      ...fit,
      ...args,
    ]);
  };
}
