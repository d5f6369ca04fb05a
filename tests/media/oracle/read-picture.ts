import type { Footage } from '../footage/spec.ts';
import { runMediaTool } from '../footage/run-media-tool.ts';
import { samplesOf, soundOutput } from './read-sound.ts';
import { BLACK, readFrameCode, UNREADABLE } from './frame-code.ts';
import type { JudgedEdit } from './edit.ts';

/** Every picture is shrunk to this inside ffmpeg: four pixels a block one way, eight the other. */
const TILE = { width: 64, height: 48 } as const;
const TILE_BYTES = TILE.width * TILE.height;

export interface Rectangle {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
}

/** Where a picture lies when it is fitted into a frame and centred. */
function fitted(display: Footage['display'], frame: { width: number; height: number }): Rectangle {
  const scale = Math.min(frame.width / display.width, frame.height / display.height);
  const width = Math.min(frame.width, Math.max(1, Math.round(display.width * scale)));
  const height = Math.min(frame.height, Math.max(1, Math.round(display.height * scale)));
  const [left, top] = [Math.floor((frame.width - width) / 2), Math.floor((frame.height - height) / 2)];
  return { width, height, left, top };
}

/** Codes of every decoded frame, one list for each rectangle, and what the decoder complained about. */
export interface PictureReading {
  readonly codes: readonly Int32Array[];
  readonly frames: number;
  readonly messages: readonly string[];
  /** The sound beside the pictures, as `readSound` reads it; none unless it was asked for. */
  readonly samples: Int16Array | undefined;
}

interface PictureRequest {
  /** Pictures are brought to this size first, as a player does with pixels that are not square. */
  readonly display?: Footage['display'];
  /** Whether the sound is decoded beside the pictures. */
  readonly withSound?: boolean;
}

function tileFilter(rectangles: readonly Rectangle[], display: Footage['display'] | undefined): string {
  const tiles = rectangles.map(
    ({ width, height, left, top }, at) =>
      `[in${at}]crop=${width}:${height}:${left}:${top}:exact=1,scale=${TILE.width}:${TILE.height}:flags=area,setsar=1[tile${at}]`,
  );
  const squared = display ? `scale=${display.width}:${display.height},` : '';
  const names = (stem: string): string => rectangles.map((_, at) => `[${stem}${at}]`).join('');
  const join = rectangles.length === 1 ? '[tile0]null' : `${names('tile')}vstack=inputs=${rectangles.length}`;
  return [
    `[0:v:0]format=gray,${squared}split=${rectangles.length}${names('in')}`,
    ...tiles,
    `${join},format=gray,settb=1/25,setpts=N[out]`,
  ].join(';');
}

/** Gathers pieces of stdout into whole frames. */
function frameGatherer(bytes: number, onFrame: (frame: Uint8Array) => void): (piece: Buffer) => void {
  const frame = new Uint8Array(bytes);
  let filled = 0;
  return (piece) => {
    for (let at = 0; at < piece.length;) {
      const taken = Math.min(bytes - filled, piece.length - at);
      frame.set(piece.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled === bytes) {
        onFrame(frame);
        filled = 0;
      }
    }
  };
}

/** Decodes the whole picture of a file and reads the code in each rectangle of every frame. */
export async function readPicture(
  path: string,
  rectangles: readonly Rectangle[],
  { display, withSound = false }: PictureRequest = {},
): Promise<PictureReading> {
  const codes: number[][] = rectangles.map(() => []);
  const pcm: Buffer[] = [];
  const onStdout = frameGatherer(TILE_BYTES * rectangles.length, (luma) => {
    codes.forEach((list, at) => list.push(readFrameCode({ luma, offset: at * TILE_BYTES, ...TILE })));
  });
  const { stderr } = await runMediaTool(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-threads', '1', '-filter_complex_threads', '1'],
      ...['-copyts', '-i', `file:${path}`],
      ...[
        '-filter_complex',
        tileFilter(rectangles, display),
        '-map',
        '[out]',
        '-fps_mode',
        'passthrough',
        '-enc_time_base:v',
        '1:25',
      ],
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
      ...(withSound ? soundOutput(0, 'pipe:3') : []),
    ],
    { onStdout, ...(withSound ? { onThird: (piece) => pcm.push(piece) } : {}) },
  );
  const messages = stderr.split('\n').filter((line) => line.trim() !== '');
  const frames = codes[0]?.length ?? 0;
  const samples = withSound ? samplesOf(Buffer.concat(pcm)) : undefined;
  return { codes: codes.map((list) => Int32Array.from(list)), frames, messages, samples };
}

/** The distinct rectangles of an edit, and which of them each source fills. */
export function rectanglesOf(edit: JudgedEdit): { rectangles: Rectangle[]; ofSource: number[] } {
  const rectangles: Rectangle[] = [];
  const ofSource = edit.sources.map((source) => {
    const wanted = fitted(source.display, edit);
    const same = rectangles.findIndex((known) => JSON.stringify(known) === JSON.stringify(wanted));
    return same >= 0 ? same : rectangles.push(wanted) - 1;
  });
  return { rectangles, ofSource };
}

/** What frame `k` shows: the code in the rectangle where it should be, else in whichever holds one. */
export function codeAt(reading: PictureReading, k: number, expectedRectangle: number): number {
  const first = reading.codes[expectedRectangle]?.[k] ?? UNREADABLE;
  if (first >= 0) return first;
  const elsewhere = reading.codes.map((list) => list[k] ?? UNREADABLE).find((code) => code >= 0);
  if (elsewhere !== undefined) return elsewhere;
  return reading.codes.every((list) => list[k] === BLACK) ? BLACK : UNREADABLE;
}
