import { sampleRate, sampleSeconds, sampleSize } from './sample-config.ts';

/** What makes one sample camera different from the others: picture, tone, and how its encoder is set. */
interface SampleCamera {
  readonly digit: 1 | 2 | 3;
  /** An lavfi source, and filters behind it. */
  readonly picture: string;
  readonly toneHz: number;
  readonly encoder: readonly string[];
}

const { width, height } = sampleSize;
const size = `size=${width}x${height}:rate=${sampleRate}`;

/** Three makes of camera: other GOPs, B-frames and profiles, as footage of different cameras has them. */
export const sampleCameras: readonly SampleCamera[] = [
  { digit: 1, picture: `testsrc2=${size}`, toneHz: 220, encoder: ['-g', '30', '-bf', '2'] },
  {
    digit: 2,
    // Blurred anyway, and a quarter as wide and high it takes a sixth of the time.
    picture: `gradients=size=${width / 4}x${height / 4}:rate=${sampleRate}:speed=0.05:nb_colors=4:seed=11,scale=${width}:${height}`,
    toneHz: 277.18,
    encoder: ['-g', '60', '-bf', '3'],
  },
  {
    digit: 3,
    picture: `smptehdbars=${size},hue=H=0.4*t:s=0.8`,
    toneHz: 329.63,
    encoder: ['-profile:v', 'main', '-g', '45', '-bf', '0'],
  },
];

/** The arguments that make one camera. No file is read and no font is needed. */
export function sampleCameraArgs(camera: SampleCamera, outputPath: string): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-progress', 'pipe:1'],
    ...['-f', 'lavfi', '-i', pictureGraph(camera)],
    ...['-f', 'lavfi', '-i', toneGraph(camera)],
    ...['-t', String(sampleSeconds), '-c:v', 'libx264', '-preset', 'superfast', '-crf', '23'],
    ...['-sc_threshold', '0', ...camera.encoder, '-pix_fmt', 'yuv420p'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-c:a', 'aac', '-b:a', '128k', '-movflags', '+faststart', '-f', 'mp4', '-y', `file:${outputPath}`],
  ];
}

/** A quiet tone that swells every two seconds. */
function toneGraph({ toneHz }: SampleCamera): string {
  return `sine=frequency=${toneHz}:sample_rate=48000,tremolo=f=0.5:d=0.7,aformat=channel_layouts=stereo`;
}

/** The picture with the camera's number over it, and a square that crosses it every two seconds. */
function pictureGraph({ picture, digit }: SampleCamera): string {
  const square = `color=white:s=16x16:r=${sampleRate}`;
  const sweep = "overlay=x='mod(t,2)/2*(W-w)':y=H-28:shortest=1";
  const toVideo = 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p';
  return `${picture},${drawDigit(digit)}[camera];${square}[square];[camera][square]${sweep},${toVideo}`;
}

/** Which segments of a seven-segment display light up, `a` on top, then clockwise, `g` in the middle. */
const litSegments = { 1: 'bc', 2: 'abged', 3: 'abgcd' } as const;

const bar = 24;
const digitBox = { x: width - 200, y: 60, width: 140, height: 240 } as const;

/** A number of light bars on a dark plate: `drawtext` would need a font, and small machines have none. */
function drawDigit(digit: 1 | 2 | 3): string {
  const { x, y, width: wide, height: tall } = digitBox;
  const half = (tall - bar) / 2;
  const segments = {
    a: { x, y, w: wide, h: bar },
    b: { x: x + wide - bar, y, w: bar, h: half + bar },
    c: { x: x + wide - bar, y: y + half, w: bar, h: half + bar },
    d: { x, y: y + tall - bar, w: wide, h: bar },
    e: { x, y: y + half, w: bar, h: half + bar },
    f: { x, y, w: bar, h: half + bar },
    g: { x, y: y + half, w: wide, h: bar },
  };
  const plate = `drawbox=x=${x - 30}:y=${y - 30}:w=${wide + 60}:h=${tall + 60}:color=black@0.55:t=fill`;
  const lit = Object.entries(segments).filter(([name]) => litSegments[digit].includes(name));
  const bars = lit.map(([, box]) => `drawbox=x=${box.x}:y=${box.y}:w=${box.w}:h=${box.h}:color=white:t=fill`);
  return [plate, ...bars].join(',');
}
