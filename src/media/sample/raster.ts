import { setImmediate } from 'node:timers/promises';

/** A flat picture as shapes, drawn without any library. */

/** Red, green and blue, 0..255. */
export type Colour = readonly [number, number, number];

/** How far a point lies outside a shape, in its units; negative within. */
export type Distance = (x: number, y: number) => number;

export interface Shape {
  readonly distance: Distance;
  readonly colour: Colour | ((x: number, y: number) => Colour);
  /** 0..1 */
  readonly opacity?: number;
  /** Over how many units its edge is soft; sharp where it is left out. */
  readonly softness?: number;
}

export interface SceneArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** In pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Rows that are drawn before others have their turn. */
const rowsAtOnce = 24;

/** Draws what lies in an area of the scene, the first shape lowest. Three bytes a pixel: red, green, blue. */
export async function drawArea(
  shapes: readonly Shape[],
  area: SceneArea,
  size: PixelSize,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(size.width * size.height * 3);
  for (let row = 0; row < size.height; row += 1) {
    if (row % rowsAtOnce === rowsAtOnce - 1) await setImmediate();
    drawRow(shapes, { area, size, row, bytes });
  }
  return bytes;
}

interface Row {
  readonly area: SceneArea;
  readonly size: PixelSize;
  readonly row: number;
  readonly bytes: Uint8Array;
}

function drawRow(shapes: readonly Shape[], { area, size, row, bytes }: Row): void {
  const unit = area.width / size.width;
  const y = area.y + ((row + 0.5) * area.height) / size.height;
  let at = row * size.width * 3;
  for (let column = 0; column < size.width; column += 1) {
    const x = area.x + (column + 0.5) * unit;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const shape of shapes) {
      const cover = coverOf(shape, { away: shape.distance(x, y), unit });
      if (cover === 0) continue;
      const colour = typeof shape.colour === 'function' ? shape.colour(x, y) : shape.colour;
      red += cover * (colour[0] - red);
      green += cover * (colour[1] - green);
      blue += cover * (colour[2] - blue);
    }
    bytes[at++] = Math.round(red);
    bytes[at++] = Math.round(green);
    bytes[at++] = Math.round(blue);
  }
}

/** How much of a pixel a shape covers, 0..1. */
function coverOf(
  { opacity = 1, softness }: Shape,
  { away, unit }: { readonly away: number; readonly unit: number },
): number {
  const share = 0.5 - away / (softness ?? unit);
  return share <= 0 ? 0 : share >= 1 ? opacity : opacity * share;
}

/** By its middle and the halves of its width and height. */
export function ellipse([cx, cy]: readonly [number, number], [rx, ry]: readonly [number, number]): Distance {
  return (x, y) => (Math.hypot((x - cx) / rx, (y - cy) / ry) - 1) * Math.min(rx, ry);
}

/** By its middle, half its width and height, and the radius of its corners. */
export function roundedBox(
  [cx, cy]: readonly [number, number],
  [halfWidth, halfHeight]: readonly [number, number],
  radius = 0,
): Distance {
  return (x, y) => {
    const dx = Math.abs(x - cx) - halfWidth + radius;
    const dy = Math.abs(y - cy) - halfHeight + radius;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };
}

/** A line with round ends. */
export function stroke(
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  width: number,
): Distance {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  return (x, y) => {
    const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
    return Math.hypot(x - ax - along * dx, y - ay - along * dy) - width / 2;
  };
}

/** What lies in both. */
export function both(one: Distance, other: Distance): Distance {
  return (x, y) => Math.max(one(x, y), other(x, y));
}

/** What lies in the first, but not in the second. */
export function without(one: Distance, other: Distance): Distance {
  return (x, y) => Math.max(one(x, y), -other(x, y));
}

/** From one colour to another down the picture. */
export function downwards(from: Colour, to: Colour, [top, bottom]: readonly [number, number]) {
  return (_x: number, y: number): Colour => {
    const share = Math.min(1, Math.max(0, (y - top) / (bottom - top)));
    const mix = (index: 0 | 1 | 2) => from[index] + share * (to[index] - from[index]);
    return [mix(0), mix(1), mix(2)];
  };
}
