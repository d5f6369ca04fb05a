import { both, downwards, ellipse, roundedBox, stroke, without, type Shape } from './raster.ts';

/** The scene is drawn in units of 1600 × 900; cameras look at parts of it. */

const everywhere = () => -1000;

/** Wall, lamp, picture, shelf and plant. */
export const roomBehind: readonly Shape[] = [
  { distance: everywhere, colour: downwards([62, 84, 92], [38, 52, 62], [0, 800]) },
  // The light of the lamp on the wall.
  { distance: ellipse([800, 60], [620, 420]), colour: [255, 214, 150], opacity: 0.17, softness: 560 },
  { distance: roundedBox([800, 300], [150, 106], 8), colour: [28, 32, 38] },
  {
    distance: roundedBox([800, 300], [138, 94], 3),
    colour: downwards([236, 180, 120], [196, 98, 84], [206, 394]),
  },
  {
    distance: both(ellipse([840, 300], [50, 50]), roundedBox([800, 300], [138, 94])),
    colour: [252, 226, 168],
  },
  { distance: both(ellipse([740, 420], [170, 90]), roundedBox([800, 300], [138, 94])), colour: [78, 66, 92] },
  {
    distance: both(ellipse([900, 440], [160, 100]), roundedBox([800, 300], [138, 94])),
    colour: [52, 48, 72],
  },
  ...shelf(),
  ...plant(),
];

function shelf(): readonly Shape[] {
  const books = [
    [70, 118, 26, [188, 92, 74]],
    [112, 104, 24, [214, 176, 110]],
    [148, 126, 22, [96, 130, 128]],
    [184, 110, 26, [142, 104, 138]],
    [240, 96, 30, [200, 196, 184]],
  ] as const;
  return [
    { distance: roundedBox([170, 316], [190, 9], 3), colour: [104, 74, 52] },
    ...books.map(([x, height, width, colour]): Shape => {
      return { distance: roundedBox([x, 307 - height / 2], [width / 2, height / 2], 3), colour };
    }),
  ];
}

function plant(): readonly Shape[] {
  const leaves = [
    [1440, 250, -0.5],
    [1500, 210, 0.1],
    [1556, 262, 0.7],
    [1470, 320, -0.9],
    [1540, 340, 0.9],
  ] as const;
  return [
    ...leaves.flatMap(([x, y, lean]): readonly Shape[] => [
      { distance: stroke([1505, 470], [x, y], 8), colour: [58, 96, 70] },
      { distance: stroke([x - 26 * lean, y + 40], [x + 26 * lean, y - 40], 54), colour: [84, 140, 96] },
    ]),
    { distance: roundedBox([1505, 510], [62, 60], 14), colour: [196, 120, 86] },
    { distance: roundedBox([1505, 640], [90, 74], 6), colour: [92, 66, 48] },
  ];
}

/** Table, microphones and cups. */
export const roomBefore: readonly Shape[] = [
  {
    distance: roundedBox([800, 900], [980, 170], 26),
    colour: downwards([150, 104, 70], [104, 70, 46], [730, 900]),
  },
  { distance: roundedBox([800, 734], [980, 5], 3), colour: [184, 134, 94] },
  ...microphone(640, 1),
  ...microphone(960, -1),
  ...cup(300, [222, 214, 198]),
  ...cup(1330, [92, 122, 150]),
];

/** On an arm that comes from the middle of the table. */
function microphone(x: number, towards: 1 | -1): readonly Shape[] {
  return [
    { distance: ellipse([x + 60 * towards, 742], [46, 12]), colour: [30, 32, 36] },
    { distance: stroke([x + 60 * towards, 740], [x, 640], 9), colour: [46, 50, 56] },
    { distance: stroke([x + 6 * towards, 632], [x - 34 * towards, 600], 46), colour: [34, 36, 42] },
    { distance: stroke([x - 18 * towards, 612], [x - 40 * towards, 595], 48), colour: [74, 80, 88] },
  ];
}

function cup(x: number, colour: readonly [number, number, number]): readonly Shape[] {
  return [
    { distance: without(ellipse([x + 40, 740], [22, 26]), ellipse([x + 40, 740], [12, 16])), colour },
    { distance: roundedBox([x, 742], [38, 44], 10), colour },
    { distance: ellipse([x, 700], [38, 9]), colour: [70, 48, 36] },
  ];
}
