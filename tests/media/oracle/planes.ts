import { runMediaTool } from '../footage/run-media-tool.ts';

/** A picture in 8-bit 4:2:0: luma, then both chroma planes of half its sides. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly [Float64Array, Float64Array, Float64Array];
}

/** Every picture of a film of this size, as it is stored. */
export async function readPlanes(
  path: string,
  { width, height }: { width: number; height: number },
): Promise<Planes[]> {
  const args = ['-v', 'error', '-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough'];
  const { stdout } = await runMediaTool('ffmpeg', [...args, '-pix_fmt', 'yuv420p', '-f', 'rawvideo', '-']);
  const sizes = [width * height, (width * height) / 4, (width * height) / 4];
  const bytes = (width * height * 3) / 2;
  return Array.from({ length: Math.floor(stdout.length / bytes) }, (_, picture) => {
    let at = picture * bytes;
    const [y, u, v] = sizes.map((size) => Float64Array.from(stdout.subarray(at, (at += size))));
    return { width, height, planes: [y, u, v] as unknown as Planes['planes'] };
  });
}

export function plain(width: number, height: number, [y, u, v]: readonly [number, number, number]): Planes {
  const half = (width * height) / 4;
  return {
    ...{ width, height },
    planes: [
      new Float64Array(width * height).fill(y),
      new Float64Array(half).fill(u),
      new Float64Array(half).fill(v),
    ],
  };
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Lays a part of one picture into another at a place, pixel by pixel; all numbers are even. */
export function lay(
  below: Planes,
  above: Planes,
  from: Rectangle,
  at: { readonly x: number; readonly y: number },
): Planes {
  const planes = below.planes.map((plane, i) => {
    const scale = i === 0 ? 1 : 2;
    const out = plane.slice();
    for (let row = 0; row < from.height / scale; row++)
      for (let column = 0; column < from.width / scale; column++)
        out[(at.y / scale + row) * (below.width / scale) + at.x / scale + column] =
          above.planes[i]?.[(from.y / scale + row) * (above.width / scale) + from.x / scale + column] ?? 0;
    return out;
  });
  return { ...below, planes: planes as unknown as Planes['planes'] };
}

/** So much of the second picture, the rest of the first. */
export function mix(first: Planes, second: Planes, weight: number): Planes {
  const planes = first.planes.map((plane, i) =>
    plane.map((value, at) => value * (1 - weight) + (second.planes[i]?.[at] ?? 0) * weight),
  );
  return { ...first, planes: planes as unknown as Planes['planes'] };
}

/** A grey patch of one luma, and how much of it is seen. */
export function veil(below: Planes, at: Rectangle, { luma, alpha }: { luma: number; alpha: number }): Planes {
  const patch = lay(below, plain(at.width, at.height, [luma, 128, 128]), { ...at, x: 0, y: 0 }, at);
  return mix(below, patch, alpha);
}

/** Peak signal to noise over all three planes, in decibels. */
export function psnr(a: Planes, b: Planes): number {
  let sum = 0;
  let count = 0;
  a.planes.forEach((plane, i) => {
    plane.forEach((value, at) => (sum += (value - (b.planes[i]?.[at] ?? 0)) ** 2));
    count += plane.length;
  });
  return sum === 0 ? Infinity : 10 * Math.log10((255 ** 2 * count) / sum);
}

/** A part of a picture as a picture of its own. */
export function part(picture: Planes, area: Rectangle): Planes {
  return lay(plain(area.width, area.height, [0, 0, 0]), picture, area, { x: 0, y: 0 });
}
