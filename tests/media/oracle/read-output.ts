import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { codeColumns, codeRows, readCode } from './frame-code.ts';

const run = promisify(execFile);

export interface ActivePicture {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
}

export interface DecodedPicture {
  readonly codes: number[];
  /** What the decoder complained about. */
  readonly messages: string;
}

/** Decodes every frame and reads its code. `active` is where in the picture the footage lies; all of it otherwise. */
export async function decodeCodes(path: string, active?: ActivePicture): Promise<DecodedPicture> {
  const crop = active ? `crop=${active.width}:${active.height}:${active.x}:${active.y},` : '';
  const child = spawn('ffmpeg', [
    ...[
      '-v',
      'warning',
      '-i',
      path,
      '-map',
      '0:v:0',
      '-vf',
      `${crop}scale=${codeColumns}:${codeRows}:flags=area,format=gray`,
    ],
    ...['-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'],
  ]);
  const size = codeColumns * codeRows;
  const codes: number[] = [];
  let rest = Buffer.alloc(0);
  let messages = '';
  child.stderr.on('data', (text: Buffer) => (messages += text.toString()));
  child.stdout.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    let at = 0;
    for (; at + size <= rest.length; at += size) codes.push(readCode(rest.subarray(at, at + size)));
    rest = Buffer.from(rest.subarray(at));
  });
  await once(child, 'close');
  return { codes, messages };
}

/** Decodes the sound to mono samples at 48 kHz, from the file's presentation time zero on. */
export async function decodeSound(path: string): Promise<Float32Array> {
  const filter =
    'aresample=48000:async=1:first_pts=0:min_comp=0.00002,aformat=sample_fmts=flt,pan=mono|c0=c0';
  const child = spawn(
    'ffmpeg',
    ['-v', 'error', '-copyts', '-i', path, '-map', '0:a:0', '-af', filter, '-f', 'f32le', 'pipe:1'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const parts: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => parts.push(bytes));
  await once(child, 'close');
  const all = Buffer.concat(parts);
  return new Float32Array(all.buffer.slice(all.byteOffset, all.byteOffset + all.length - (all.length % 4)));
}

export interface OutputTimes {
  /** Presentation times of the frames in seconds, ascending. */
  readonly pts: number[];
  readonly isDecodeOrderRising: boolean;
  readonly soundStart: number | undefined;
  readonly soundSeconds: number | undefined;
}

export async function readTimes(path: string): Promise<OutputTimes> {
  const entries =
    'packet=stream_index,pts_time,dts_time,duration_time:stream=index,codec_type,start_time,duration';
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', path], {
    maxBuffer: 1 << 30,
  });
  const probe = JSON.parse(stdout) as {
    packets: { stream_index: number; pts_time?: string; dts_time?: string; duration_time?: string }[];
    streams: { index: number; codec_type: string; start_time?: string; duration?: string }[];
  };
  const of = (kind: string) => probe.streams.find((stream) => stream.codec_type === kind);
  const packetsOf = (index: number | undefined) =>
    probe.packets.filter((packet) => packet.stream_index === index);
  const picture = packetsOf(of('video')?.index);
  const dts = picture.map((packet) => Number(packet.dts_time));
  const sound = of('audio');
  const last = packetsOf(sound?.index).at(-1);
  const lastEnd = Number(last?.pts_time ?? 0) + Number(last?.duration_time ?? 0);
  return {
    pts: picture.map((packet) => Number(packet.pts_time)).sort((a, b) => a - b),
    isDecodeOrderRising: dts.every(
      (time, i) => i === 0 || Number.isNaN(time) || time > (dts[i - 1] ?? -Infinity),
    ),
    soundStart: sound ? Number(sound.start_time) : undefined,
    soundSeconds: sound ? (sound.duration === undefined ? lastEnd : Number(sound.duration)) : undefined,
  };
}
