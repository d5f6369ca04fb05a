import { ratio } from '../oracle/rational.ts';
import type { Rational } from '../oracle/rational.ts';
import { runMediaTool } from './run-media-tool.ts';

interface Packet {
  /** In the track's own timebase; `null` where the container has none. */
  readonly pts: number | null;
  readonly dts: number | null;
  readonly duration: number | null;
  readonly isKey: boolean;
  /** Decoded but never shown: in front of an edit list's beginning. */
  readonly isHidden: boolean;
}

export interface Track {
  /** Seconds per tick. */
  readonly tick: Rational;
  readonly packets: readonly Packet[];
}

const whole = (text: string | undefined): number | null =>
  text === undefined || text === 'N/A' || text === '' ? null : Number(text);

type Fields = ReadonlyMap<string, string>;

function fieldsOf(line: string): Fields {
  return new Map(line.split('|').map((pair) => pair.split('=', 2) as [string, string]));
}

function parsePacket(fields: Fields): Packet {
  const flags = fields.get('flags') ?? '';
  return {
    pts: whole(fields.get('pts')),
    dts: whole(fields.get('dts')),
    duration: whole(fields.get('duration')),
    isKey: flags.includes('K'),
    isHidden: flags.includes('D'),
  };
}

async function ask(path: string, more: readonly string[]): Promise<string[]> {
  const { stdout } = await runMediaTool('ffprobe', ['-v', 'error', '-of', 'compact', ...more, path]);
  return stdout.toString('utf8').split('\n');
}

function trackOf(stream: Fields, packets: readonly Fields[]): Track | null {
  const [num, den] = (stream.get('time_base') ?? '').split('/').map(Number);
  if (num === undefined || den === undefined) return null;
  return { tick: ratio(num, den), packets: packets.map(parsePacket) };
}

const startingWith = (lines: readonly string[], word: string): Fields[] =>
  lines.filter((line) => line.startsWith(`${word}|`)).map(fieldsOf);

/** What one look at a file tells of its first picture and its first sound; `null` where it has none. */
export interface ProbedFile {
  readonly picture: Track | null;
  readonly sound: Track | null;
  /** Seconds of each track by its own account. */
  readonly lengths: { readonly picture: number | null; readonly sound: number | null };
}

function secondsOf(stream: Fields): number {
  const told = stream.get('duration');
  if (told !== undefined && told !== 'N/A') return Number(told);
  const [hours = 0, minutes = 0, seconds = 0] = (stream.get('tag:DURATION') ?? '').split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** The packets of the first picture and the first sound in file order, and their lengths, asked of one child. */
export async function probeFile(path: string): Promise<ProbedFile> {
  const ofStream = 'stream=index,codec_type,time_base,duration:stream_tags=DURATION';
  const lines = await ask(path, ['-show_entries', `packet=stream_index,pts,dts,duration,flags:${ofStream}`]);
  // Of a file with programs ffprobe lists the streams of each of them, too.
  const streams = startingWith(lines, 'stream').sort(
    (a, b) => Number(a.get('index')) - Number(b.get('index')),
  );
  const [video, audio] = ['video', 'audio'].map((kind) =>
    streams.find((stream) => stream.get('codec_type') === kind),
  );
  const read = (stream: Fields | undefined): Track | null => {
    if (!stream) return null;
    const start = `packet|stream_index=${stream.get('index')}|`;
    return trackOf(stream, lines.filter((line) => line.startsWith(start)).map(fieldsOf));
  };
  return {
    picture: read(video),
    sound: read(audio),
    lengths: { picture: video ? secondsOf(video) : null, sound: audio ? secondsOf(audio) : null },
  };
}
