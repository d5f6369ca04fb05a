import { open } from 'node:fs/promises';
import { vttText } from '../../contract/captions/write-vtt.ts';
import { readMp4Index } from '../../media/reading/mp4/mp4-index.ts';
import { boxesIn, fourcc } from '../../mp4/read/box.ts';
import type { Track } from '../../mp4/read/track.ts';
import { presentationShift } from '../../mp4/read/presentation.ts';
import type { WebmCue } from '../../mp4/webm/webm-captions.ts';
import { layOutWebm } from '../../mp4/webm/webm-layout.ts';
import type { WebmPicture, WebmSound } from '../../mp4/webm/webm-tracks.ts';
import { distinctMarks } from '../../mp4/write/chapter-marks.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { toNumber, type Rational } from '../../timeline/rational.ts';
import { chapterMarks, type MovieTexts, type WrittenWords } from './movie-texts.ts';
import { SampleLane } from './write-movie-lane.ts';
import { MovieOutput } from './write-movie-output.ts';

export interface WebmToWrite {
  /** Our own MP4 of the pictures. */
  readonly picture: string;
  /** The Opus packets, in an MP4. */
  readonly sound: string | undefined;
  readonly output: string;
  readonly plan: ExportPlan;
  readonly texts: MovieTexts | undefined;
}

const opusSamples = 960;

/**
 * Puts our pictures and our Opus into a WebM. FFmpeg's muxer moves the sound by its delay in some versions and not in
 * others; here the first packet always stands at 0. Of words it carries the captions, as WebVTT, and the chapters.
 */
export async function writeWebm(
  { picture, sound, output, plan, texts }: WebmToWrite,
  options: { signal: AbortSignal; onProgress: (written: number, total: number) => void },
): Promise<WrittenWords> {
  const { signal } = options;
  const pictures = await readTrack(picture, 'video', signal);
  const heard = sound === undefined ? undefined : await readTrack(sound, 'audio', signal);
  const durationMs = (1000 * plan.frames) / toNumber(plan.format.rate);
  // As frames are: to the millisecond.
  const chapters = distinctMarks(chapterMarks(texts?.chapters ?? [], 1000), durationMs);
  const captions = cuesOf(texts?.captions ?? [], durationMs);
  const totalBytes = sizeOf(pictures.track) + (heard ? sizeOf(heard.track) : 0);
  const pieces = layOutWebm({
    durationMs,
    picture: pictureOf(pictures, plan),
    sound: heard && soundOf(heard.track, plan),
    ...{ chapters, captions },
  });
  const lanes = {
    picture: new SampleLane([{ path: picture, ...pictures.track.table }], signal),
    sound: new SampleLane(
      sound !== undefined && heard ? [{ path: sound, ...heard.track.table }] : [],
      signal,
    ),
  };
  const file = await open(output, 'w');
  const out = new MovieOutput(file, totalBytes, (written) => options.onProgress(written, totalBytes));
  try {
    for (const piece of pieces) {
      const bytes =
        piece instanceof Uint8Array
          ? piece
          : (lanes[piece.track].peek(0, piece.packet) ?? (await lanes[piece.track].read(0, piece.packet)));
      await out.append(bytes);
    }
    await out.finish();
    signal.throwIfAborted();
  } finally {
    await Promise.all([out.settle(), lanes.picture.close(), lanes.sound.close()]);
    await file.close();
  }
  return { hasCaptions: captions.length > 0, chapters: chapters.length };
}

/** To the millisecond; nothing past the end is kept. */
function cuesOf(captions: MovieTexts['captions'], durationMs: number): WebmCue[] {
  const at = (seconds: Rational) => Math.round(1000 * toNumber(seconds));
  return captions.flatMap(({ text, from, to }): WebmCue[] => {
    const [timeMs, end] = [at(from), Math.min(at(to), Math.floor(durationMs))];
    return end > timeMs ? [{ timeMs, durationMs: end - timeMs, text: vttText(text) }] : [];
  });
}

interface OwnTrack {
  readonly track: Track;
  readonly movieTimescale: number;
}

async function readTrack(path: string, kind: Track['kind'], signal: AbortSignal): Promise<OwnTrack> {
  const index = await readMp4Index(path, { signal });
  const movie = 'unsupported' in index ? undefined : index.movie;
  const track = movie?.tracks.find((own) => own.kind === kind);
  if (!movie || !track) throw new Error(`${path} has no ${kind} track to put into the WebM`);
  return { track, movieTimescale: movie.timescale };
}

function sizeOf({ table }: Track): number {
  return table.size.reduce((sum, size) => sum + size, 0);
}

function pictureOf({ track, movieTimescale }: OwnTrack, { format }: ExportPlan): WebmPicture {
  const { table, timescale, sampleEntries } = track;
  const shift = presentationShift(track, movieTimescale);
  const ticks = shift.kind === 'shift' ? shift.ticks : 0;
  const { width, height, pixelAspect } = format;
  const config = childOf(sampleEntries[0], 'av1C');
  const colr = childOf(sampleEntries[0], 'colr');
  return {
    codec: format.codec === 'av1' ? 'V_AV1' : 'V_VP9',
    codecPrivate: config,
    ...{ width, height, displayHeight: height },
    displayWidth: Math.round(width * toNumber(pixelAspect)),
    colour: colr && colourOf(colr),
    frames: {
      size: table.size,
      timeMs: Float64Array.from(table.pts, (pts) => Math.round(((pts + ticks) * 1000) / timescale)),
      isKeyframe: table.isSync,
    },
  };
}

function colourOf(colr: Uint8Array): NonNullable<WebmPicture['colour']> | undefined {
  if (colr.length < 11 || fourcc(colr, 0) !== 'nclx') return undefined;
  const view = new DataView(colr.buffer, colr.byteOffset, colr.length);
  const [primaries, transfer, matrix] = [view.getUint16(4), view.getUint16(6), view.getUint16(8)];
  return { primaries, transfer, matrix, isFullRange: view.getUint8(10) >= 128 };
}

/** What a box inside of a sample entry of pictures holds. */
function childOf(entry: Uint8Array | undefined, type: string): Uint8Array | undefined {
  if (!entry) return undefined;
  for (const box of boxesIn(entry, 86, entry.length))
    if (box.type === type) return entry.subarray(box.start, box.end);
  return undefined;
}

function soundOf({ table, sampleEntries }: Track, { audio }: ExportPlan): WebmSound {
  const preSkip = preSkipOf(sampleEntries[0] ?? new Uint8Array());
  const decoded = table.count * opusSamples - preSkip;
  return {
    channels: audio?.channels ?? 2,
    preSkip,
    padding: Math.max(0, decoded - (audio?.totalSamples ?? decoded)),
    packets: {
      size: table.size,
      timeMs: Float64Array.from(table.size, (_, i) => (1000 * i * opusSamples) / 48_000),
    },
  };
}

/** From `dOps`: version, channels, and then how many samples come before the first that is heard. */
function preSkipOf(entry: Uint8Array): number {
  for (const box of boxesIn(entry, 36, entry.length))
    if (box.type === 'dOps') return ((entry[box.start + 2] ?? 0) << 8) | (entry[box.start + 3] ?? 0);
  throw new Error('The Opus encoder does not say how much it is late');
}
