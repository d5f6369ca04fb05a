import type { ProbedSource } from '../../../ffmpeg/answers/parse-probe.ts';
import { aacConfigOf, isPlainStereo48k } from '../../../mp4/aac/aac-entry.ts';
import { presentationShift } from '../../../mp4/read/presentation.ts';
import type { Track } from '../../../mp4/read/track.ts';
import type { SoundIndex } from '../../../planner/facts/facts.ts';
import { multiply, rational, round } from '../../../timeline/rational.ts';
import { samplesPastEnd, type Mp4Index } from './mp4-index.ts';

/** The sound of an MP4 whose packets can be copied. */
export interface SoundBytes {
  readonly path: string;
  readonly track: Track;
  readonly index: SoundIndex;
}

/** Every AAC packet of the Low Complexity profile holds this many samples. */
const samplesPerPacket = 1024;

/** A packet that belongs farther off its place in an unbroken row is moved there, which copying cannot do. */
const mostOffSeconds = 0.001;

/**
 * Where the AAC packets of a source lie, in the file and in time; undefined for sound that is anything but
 * AAC-LC in one unbroken row of packets.
 */
export function readMp4Sound(path: string, index: Mp4Index, probed: ProbedSource): SoundBytes | undefined {
  const { audio } = probed;
  const track = audio ? index.movie.tracks[audio.streamIndex] : undefined;
  if (!audio || !track || track.problem !== undefined || audio.voices || !isPlainAac(track, audio))
    return undefined;
  if (samplesPastEnd(track.table, index.fileSize) > 0) return undefined;
  const shift = presentationShift(track, index.movie.timescale);
  if (shift.kind !== 'shift') return undefined;
  const first = firstInstant(track, shift.keptFrom);
  if (first === undefined) return undefined;
  const { sampleRate, channels } = audio;
  const origin = Number(round(multiply(probed.origin, rational(sampleRate))));
  const sampleOf = (ticks: number) => ticks + shift.ticks - origin;
  return {
    path,
    track,
    index: {
      sampleRate,
      channels,
      samplesPerPacket,
      packets: track.table.count,
      firstSample: sampleOf(first),
      heardFrom: sampleOf(Math.max(shift.keptFrom, first)),
      heardUntil: sampleOf(Math.min(shift.keptUntil, first + track.table.count * samplesPerPacket)),
      isSpliceable: isPlainStereo48k(aacConfigOf(track.sampleEntries[0] ?? new Uint8Array())),
    },
  };
}

function isPlainAac(track: Track, audio: NonNullable<ProbedSource['audio']>): boolean {
  return (
    track.codec === 'mp4a' &&
    track.sampleEntries.length === 1 &&
    audio.codec === 'aac' &&
    audio.profile === 'LC' &&
    track.timescale === audio.sampleRate
  );
}

/**
 * Where the first packet lies, on a line on which each packet follows the one before it without a hole; undefined
 * where there is no such line. Decoded samples follow one another whatever small steps their timestamps make, from
 * the first that is heard on: muxers round where they join files, by a sample each time.
 */
function firstInstant({ table, timescale }: Track, keptFrom: number): number | undefined {
  const { pts } = table;
  const heard = Math.max(
    0,
    pts.findIndex((instant) => instant + samplesPerPacket > keptFrom),
  );
  const first = (pts[heard] ?? 0) - heard * samplesPerPacket;
  const allowance = mostOffSeconds * timescale;
  const isUnbroken = pts.every((instant, i) => Math.abs(instant - first - i * samplesPerPacket) <= allowance);
  return table.count > 0 && isUnbroken ? first : undefined;
}
