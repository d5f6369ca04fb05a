import {
  both,
  ellipse,
  roundedBox,
  stroke,
  without,
  type SceneArea,
  type Colour,
  type Shape,
} from './raster.ts';
import type { Speaker } from './talk-script.ts';

interface Look {
  /** Where the middle of the head is, in units of the scene. */
  readonly head: readonly [number, number];
  /** The side the other one sits on. */
  readonly towards: 1 | -1;
  readonly skin: Colour;
  readonly shade: Colour;
  readonly hair: Colour;
  readonly clothes: Colour;
}

const looks: readonly [Look, Look] = [
  {
    ...{ head: [470, 420], towards: 1, skin: [232, 184, 150], shade: [206, 152, 118] },
    ...{ hair: [96, 52, 34], clothes: [216, 158, 72] },
  },
  {
    ...{ head: [1130, 400], towards: -1, skin: [150, 100, 72], shade: [124, 80, 56] },
    ...{ hair: [34, 28, 28], clothes: [88, 116, 170] },
  },
];

/** One of the two, without eyes and mouth, which move. */
export function drawPerson(speaker: Speaker): readonly Shape[] {
  const look = looks[speaker];
  const [x, y] = look.head;
  const { skin, shade, hair, clothes, towards } = look;
  const body: readonly Shape[] = [
    { distance: ellipse([x, y + 420], [232, 290]), colour: clothes },
    { distance: roundedBox([x, y + 140], [44, 62], 26), colour: shade },
    { distance: ellipse([x, y + 176], [74, 34]), colour: shade },
  ];
  const face: readonly Shape[] = [
    { distance: ellipse([x - 94, y + 12], [18, 26]), colour: shade },
    { distance: ellipse([x + 94, y + 12], [18, 26]), colour: shade },
    { distance: ellipse([x, y], [94, 118]), colour: skin },
    {
      distance: both(ellipse([x, y], [94, 118]), ellipse([x - 130 * towards, y + 20], [90, 140])),
      colour: shade,
      opacity: 0.4,
    },
    {
      distance: stroke([x + 12 * towards, y + 12], [x + 14 * towards, y + 34], 13),
      colour: shade,
      opacity: 0.55,
    },
  ];
  const fringe = speaker === 0 ? ellipse([x + 34, y + 52], [112, 130]) : ellipse([x, y + 30], [100, 116]);
  const top: Shape = { distance: without(ellipse([x, y - 22], [106, 116]), fringe), colour: hair };
  const long: readonly Shape[] =
    speaker === 0 ? [{ distance: roundedBox([x, y + 40], [112, 150], 100), colour: hair }] : [];
  return [...long, ...body, ...face, top, ...(speaker === 1 ? beard(look) : [])];
}

function beard({ head: [x, y], hair }: Look): readonly Shape[] {
  const jaw = both(ellipse([x, y], [95, 119]), roundedBox([x, y + 110], [110, 64]));
  return [{ distance: without(jaw, ellipse([x, y + 34], [66, 44])), colour: hair, opacity: 0.9 }];
}

/** Eyes, brows and, of the guest, glasses. */
export function drawEyes(speaker: Speaker, isBlinking: boolean): readonly Shape[] {
  const { head, towards, hair, shade } = looks[speaker];
  const [x, y] = head;
  return [-36, 36].flatMap((side): readonly Shape[] => {
    const [ex, ey] = [x + side + 6 * towards, y - 8];
    const brow: Shape = {
      distance: stroke(
        [ex - 20, ey - 31 + Math.sign(side) * -2],
        [ex + 20, ey - 31 + Math.sign(side) * 2],
        8,
      ),
      colour: hair,
    };
    const lid: Shape = { distance: stroke([ex - 15, ey + 2], [ex + 15, ey + 2], 5), colour: shade };
    const eye: readonly Shape[] = [
      { distance: ellipse([ex, ey], [17, 12]), colour: [250, 248, 244] },
      {
        distance: both(ellipse([ex + 5 * towards, ey], [9, 9]), ellipse([ex, ey], [17, 12])),
        colour: [48, 36, 30],
      },
      { distance: ellipse([ex + 5 * towards + 3, ey - 3], [3, 3]), colour: [255, 255, 255] },
    ];
    const rim: Shape = {
      distance: without(roundedBox([ex, ey], [31, 25], 20), roundedBox([ex, ey], [27, 21], 17)),
      colour: [24, 24, 28],
    };
    return [brow, ...(isBlinking ? [lid] : eye), ...(speaker === 1 ? [rim] : [])];
  });
}

/** A mouth, open 0..1. */
export function drawMouth(speaker: Speaker, openness: number): readonly Shape[] {
  const { head, towards } = looks[speaker];
  const [x, y] = [head[0] + 5 * towards, head[1] + 66];
  if (openness < 0.08) {
    // A smile: the lower part of a ring.
    const ring = without(ellipse([x, y - 22], [38, 30]), ellipse([x, y - 27], [38, 29]));
    return [{ distance: both(ring, roundedBox([x, y], [26, 16])), colour: [150, 74, 66] }];
  }
  const [wide, tall] = [32 - 7 * openness, 5 + 19 * openness];
  const inside = ellipse([x, y + tall / 3], [wide, tall]);
  return [
    { distance: ellipse([x, y + tall / 3], [wide + 5, tall + 5]), colour: [168, 84, 74] },
    { distance: inside, colour: [72, 26, 28] },
    {
      distance: both(inside, roundedBox([x, y + tall / 3 - tall], [wide, tall * 0.5])),
      colour: [244, 240, 232],
    },
  ];
}

/** Where of the scene the eyes move, and the mouth. */
export function movingAreas(speaker: Speaker): { readonly eyes: SceneArea; readonly mouth: SceneArea } {
  const [x, y] = looks[speaker].head;
  return {
    eyes: { x: x - 88, y: y - 52, width: 176, height: 76 },
    mouth: { x: x - 56, y: y + 44, width: 112, height: 76 },
  };
}
