import type { SoundIndex } from '../../planner/facts/facts.ts';
import type { SoundStretch } from '../../planner/plan/audio-plan.ts';
import { fadesOf } from '../../planner/sound/sound-joins.ts';
import { lowerBound } from '../../shared/lower-bound.ts';
import type { SampleRange } from './sound-recipe.ts';

/** Packets before those that are wanted, decoded and thrown away: the first one of a row decodes only by half. */
const leadPackets = 2;

/** Packets `[fromPacket, toPacket)` of a source, decoded for its samples `[from, to)`. */
export interface SoundPick extends SampleRange {
  readonly fromPacket: number;
  readonly toPacket: number;
  /** Source sample that the first of them decodes to. */
  readonly decodedFrom: number;
}

/**
 * Which samples of a source are heard in the `wanted` parts of the programme, counted from the source's time zero;
 * in order, none twice; without what is retimed. No wanted part lies inside another.
 */
export function neededSound(
  stretches: readonly SoundStretch[],
  { source, sampleRate, wanted }: { source: number; sampleRate: number; wanted: readonly SampleRange[] },
): SampleRange[] {
  const fades = fadesOf(stretches, sampleRate);
  const ranges = [...wanted].sort((a, b) => a.from - b.from);
  const needed = stretches.flatMap((stretch, i) => {
    if (stretch.source !== source || stretch.speed) return [];
    const { lead = 0, tail = 0 } = fades[i] ?? {};
    const [begin, end] = [stretch.firstSample - lead, stretch.endSample + tail];
    const first = lowerBound(ranges.length, (at) => (ranges[at]?.to ?? 0) > begin);
    const last = lowerBound(ranges.length, (at) => (ranges[at]?.from ?? 0) >= end);
    return ranges.slice(first, last).map(({ from, to }) => ({
      from: Math.max(begin, from) + stretch.shiftSamples,
      to: Math.min(end, to) + stretch.shiftSamples,
    }));
  });
  return joinTouching(needed.sort((a, b) => a.from - b.from));
}

/** The packets to decode for samples of a source; samples that it has none for, or lets nobody hear, are left out. */
export function pickPackets(needed: readonly SampleRange[], index: SoundIndex): SoundPick[] {
  const { firstSample, samplesPerPacket, packets } = index;
  const picks: SoundPick[] = [];
  for (const range of needed) {
    // A decoder of the whole file gives nothing from before its time zero.
    const from = Math.max(range.from, index.heardFrom, 0);
    const to = Math.min(range.to, index.heardUntil);
    if (to <= from) continue;
    const fromPacket = Math.max(0, Math.floor((from - firstSample) / samplesPerPacket) - leadPackets);
    const toPacket = Math.min(packets, Math.ceil((to - firstSample) / samplesPerPacket));
    picks.push({ from, to, fromPacket, toPacket, decodedFrom: firstSample + fromPacket * samplesPerPacket });
  }
  return picks;
}

function joinTouching(ranges: readonly SampleRange[]): SampleRange[] {
  const joined: SampleRange[] = [];
  for (const { from, to } of ranges) {
    const previous = joined.at(-1);
    if (previous && from <= previous.to)
      joined[joined.length - 1] = { from: previous.from, to: Math.max(previous.to, to) };
    else joined.push({ from, to });
  }
  return joined;
}
