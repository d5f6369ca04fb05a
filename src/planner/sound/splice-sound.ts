import type { SoundIndex } from '../facts/facts.ts';
import type { AudioPlan, SoundCopy, SoundSplice, SoundStretch } from '../plan/audio-plan.ts';
import { fadesOf, type StretchFades } from './sound-joins.ts';

type EncodedSound = Extract<AudioPlan, { kind: 'encode' }>;

/** Samples of an AAC packet. Packet *p* of a track decodes to its samples `[1024·p, 1024·(p + 1))`, run-up included. */
export const packetSamples = 1024;

/** A shorter copy saves less than is encoded and decoded again at its two ends. */
export const leastPackets = 16;

/** With less to copy the children that seams cost are not worth it, and everything is encoded. */
const leastShare = 0.2;
const leastSeconds = 30;

/** The part of a stretch that is heard as its source has it. */
interface Plain {
  readonly source: number;
  readonly shiftSamples: number;
  readonly index: SoundIndex;
  /** Output samples `[from, to)`; infinite where nothing is heard beyond. */
  readonly from: number;
  readonly to: number;
}

/**
 * Which packets of its sources an encoded programme may take as they are: those that decode to nothing but what
 * is audible of one stretch, apart from its fades, and that lie on the one grid that the output's packets can have.
 * Undefined where that is too little to be worth it. `indexes` are the tracks that may be copied, by source.
 */
export function spliceSound(
  indexes: readonly (SoundIndex | undefined)[],
  sound: EncodedSound,
): SoundSplice | undefined {
  const plains = plainParts(indexes, sound);
  const splices = [...new Set(plains.map(primingOf))].map((primingSamples) =>
    spliceOnGrid(plains, primingSamples, sound.totalSamples),
  );
  const best = splices.reduce<SoundSplice | undefined>(
    (most, splice) => (most && copiedPackets(most) >= copiedPackets(splice) ? most : splice),
    undefined,
  );
  if (!best) return undefined;
  const copied = copiedPackets(best) * packetSamples;
  const isWorthIt = copied >= leastShare * sound.totalSamples && copied >= leastSeconds * sound.sampleRate;
  return isWorthIt ? best : undefined;
}

export function copiedPackets({ copies }: Pick<SoundSplice, 'copies'>): number {
  return copies.reduce((sum, { fromPacket, toPacket }) => sum + toPacket - fromPacket, 0);
}

function plainParts(
  indexes: readonly (SoundIndex | undefined)[],
  { stretches, sampleRate, totalSamples }: EncodedSound,
): Plain[] {
  const fades = fadesOf(stretches, sampleRate);
  return stretches.flatMap((stretch, i) => {
    const index = stretch.speed ? undefined : indexes[stretch.source];
    const fade = fades[i];
    return index?.isSpliceable === true && fade ? [plainPart(stretch, { index, fade, totalSamples })] : [];
  });
}

function plainPart(
  { source, firstSample, endSample, shiftSamples }: SoundStretch,
  of: { index: SoundIndex; fade: StretchFades; totalSamples: number },
): Plain {
  const { index, fade, totalSamples } = of;
  const heard = { from: index.heardFrom - shiftSamples, to: index.heardUntil - shiftSamples };
  const isFromStart = firstSample === 0 && heard.from <= 0;
  const isToEnd = endSample === totalSamples && heard.to >= totalSamples;
  return {
    ...{ source, shiftSamples, index },
    from: isFromStart ? -Infinity : Math.max(heard.from, firstSample - fade.lead + fade.fadeIn),
    to: isToEnd ? Infinity : Math.min(heard.to, endSample + fade.tail - fade.fadeOut),
  };
}

/**
 * How many samples of an output on the grid of this part's packets come before those that are heard. One packet
 * at least: the first one decodes right only in its second half.
 */
function primingOf({ shiftSamples, index }: Plain): number {
  const offGrid = (shiftSamples - index.firstSample) % packetSamples;
  return packetSamples + ((offGrid + packetSamples) % packetSamples);
}

function spliceOnGrid(plains: readonly Plain[], primingSamples: number, totalSamples: number): SoundSplice {
  const packets = Math.ceil((totalSamples + primingSamples) / packetSamples);
  const copies = plains
    .filter((plain) => primingOf(plain) === primingSamples)
    .map((plain) => copyOf(plain, primingSamples, packets))
    .filter(({ fromPacket, toPacket }) => toPacket - fromPacket >= leastPackets);
  return { primingSamples, packets, copies };
}

function copyOf(plain: Plain, primingSamples: number, packets: number): SoundCopy {
  const { source, shiftSamples, index } = plain;
  const ahead = (shiftSamples - index.firstSample - primingSamples) / packetSamples;
  // A packet sounds in its own 1024 samples and in those of the next one.
  const first = Math.max(0, Math.ceil((plain.from + primingSamples) / packetSamples), -ahead);
  const end = Math.floor((plain.to + primingSamples) / packetSamples) - 1;
  // In its first half a packet also needs the one that stood before it, but where nothing of that is heard.
  const fromPacket = first > 0 && first + ahead === 0 ? first + 1 : first;
  const toPacket = Math.min(packets, end, index.packets - ahead);
  return { source, fromPacket, toPacket, sourcePacket: fromPacket + ahead };
}
