import type { ProbedSource } from '../ffmpeg/parse-probe.ts';
import { presentationShift } from '../mp4/presentation.ts';
import type { Track } from '../mp4/track.ts';
import type { SoundIndex } from '../planner/facts.ts';
import { multiply, rational, round } from '../timeline/rational.ts';
import { samplesPastEnd, type Mp4Index } from './mp4-index.ts';

/** The sound of an MP4 whose packets can be copied. */
export interface SoundBytes {
  readonly path: string;
  readonly track: Track;
  readonly index: SoundIndex;
}

/** Every AAC packet of the Low Complexity profile holds this many samples. */
const samplesPerPacket = 1024;

/**
 * Where the AAC packets of a source lie, in the file and in time; undefined for sound that is anything but
 * AAC-LC in one unbroken row of packets.
 */
export function readMp4Sound(path: string, index: Mp4Index, probed: ProbedSource): SoundBytes | undefined {
  const { audio } = probed;
  const track = audio ? index.movie.tracks[audio.streamIndex] : undefined;
  if (!audio || !track || track.problem !== undefined || !isPlainAac(track, audio)) return undefined;
  if (samplesPastEnd(track.table, index.fileSize) > 0 || !isUnbroken(track)) return undefined;
  const shift = presentationShift(track, index.movie.timescale);
  if (shift.kind !== 'shift') return undefined;
  const { sampleRate, channels } = audio;
  const origin = Number(round(multiply(probed.origin, rational(sampleRate))));
  const sampleOf = (ticks: number) => ticks + shift.ticks - origin;
  const first = track.table.pts[0] ?? 0;
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

/** Whether each packet follows the one before it without a hole. */
function isUnbroken({ table }: Track): boolean {
  const first = table.pts[0] ?? 0;
  return table.count > 0 && table.pts.every((pts, i) => pts === first + i * samplesPerPacket);
}
