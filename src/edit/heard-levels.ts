import type { Edit } from './edit.ts';
import { secondsAt, type Grid } from './grid.ts';
import type { Programme } from './programme.ts';
import { angleOf, sourceSecondsOf } from './source-time.ts';
import type { Angle } from '../contract/project-angle.ts';
import type { HeardSound } from './heard-sound.ts';

/** How loud the voices in a file are: bytes in half dB below full scale. */
export interface VoiceLevels {
  readonly values: Uint8Array;
  readonly perSecond: number;
}

/** Levels of a recording, all of its files. */
export type KnownLevels = (recording: Angle) => VoiceLevels | undefined;

/** How far voices stand out of the noise of a file, in dB: its loud tenth over its quiet tenth. */
export function clarityOf({ values }: VoiceLevels): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  // Digital silence is no quiet room.
  const all = values.length - (counts[255] ?? 0);
  if (all === 0) return 0;
  return (byteAt(counts, all * 0.9) - byteAt(counts, all * 0.1)) / 2;
}

/** The byte below which so many of the values lie. */
function byteAt(counts: Uint32Array, rank: number): number {
  let sum = 0;
  for (let byte = 0; byte < 255; byte++) {
    sum += counts[byte] ?? 0;
    if (sum >= rank) return byte;
  }
  return 254;
}

export interface HeardProgramme {
  readonly edit: Edit;
  readonly programme: Programme;
  readonly grid: Grid;
  readonly heard: HeardSound;
  readonly levelsOf: KnownLevels;
}

/** Steps of the programme in a second in which what is heard is looked at. */
export const powersPerSecond = 100;

/** Mean squares of everything that is said in the programme, in steps of 10 ms; undefined while any of it is not known. */
export function spokenPowers(sounding: HeardProgramme): Float32Array | undefined {
  const { programme, grid, edit } = sounding;
  const powers = new Float32Array(Math.ceil(secondsAt(grid, programme.total) * powersPerSecond));
  for (const [index, shot] of programme.shots.entries()) {
    if (shot.isSilent) continue;
    const start = secondsAt(grid, programme.starts[index] ?? 0);
    const length = secondsAt(grid, shot.to - shot.from);
    const onAir = angleOf(edit, shot);
    for (const { recording, gain } of tracksIn(sounding, onAir)) {
      const levels = sounding.levelsOf(recording);
      if (!levels) return undefined;
      const from = sourceSecondsOf(recording, shot.from, grid);
      addPowers(powers, levels, { start, length, from, gain });
    }
  }
  return powers;
}

function tracksIn(
  { heard }: HeardProgramme,
  onAir: Angle | undefined,
): readonly { readonly recording: Angle; readonly gain: number }[] {
  if (heard.kind === 'follow') return onAir ? [{ recording: onAir, gain: 1 }] : [];
  return heard.tracks.map(({ recording, gainDb }) => ({ recording, gain: 10 ** (gainDb / 10) }));
}

interface Piece {
  /** Seconds of the programme. */
  readonly start: number;
  readonly length: number;
  /** Seconds of the file. */
  readonly from: number;
  readonly gain: number;
}

const powerOfByte = Float32Array.from({ length: 256 }, (_, byte) => (byte === 255 ? 0 : 10 ** (-byte / 20)));

function addPowers(powers: Float32Array, levels: VoiceLevels, { start, length, from, gain }: Piece): void {
  const first = Math.round(start * powersPerSecond);
  const end = Math.min(powers.length, Math.round((start + length) * powersPerSecond));
  const base = from * levels.perSecond;
  const step = levels.perSecond / powersPerSecond;
  for (let at = first; at < end; at++) {
    const byte = levels.values[Math.floor(base + (at - first) * step)] ?? 255;
    powers[at] = (powers[at] ?? 0) + gain * (powerOfByte[byte] ?? 0);
  }
}

/** A block of the loudness is 400 ms long, and a new one begins every 100 ms (ITU-R BS.1770-4). */
const [hopSteps, blockHops] = [10, 4];

/**
 * How loud the programme is, in LUFS, by its voices: within a dB or two of what an export measures. Undefined where
 * nothing is heard.
 */
export function voiceLoudness(powers: Float32Array): number | undefined {
  const hops = Array.from({ length: Math.floor(powers.length / hopSteps) }, (_, hop) => {
    let sum = 0;
    for (let i = 0; i < hopSteps; i++) sum += powers[hop * hopSteps + i] ?? 0;
    // Voices of one microphone are heard on both sides.
    return (2 * sum) / hopSteps;
  });
  const blocks = hops.slice(blockHops - 1).map((_, at) => {
    let sum = 0;
    for (let i = 0; i < blockHops; i++) sum += hops[at + i] ?? 0;
    return sum / blockHops;
  });
  const loud = blocks.filter((power) => lufs(power) > -70);
  const gate = lufs(mean(loud)) - 10;
  const counted = loud.filter((power) => lufs(power) > gate);
  return counted.length === 0 ? undefined : lufs(mean(counted));
}

function lufs(power: number): number {
  return -0.691 + 10 * Math.log10(power + 1e-15);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
