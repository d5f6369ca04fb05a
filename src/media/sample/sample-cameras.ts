import { drawEyes, drawMouth, drawPerson, movingAreas } from './draw-people.ts';
import { roomBefore, roomBehind } from './draw-room.ts';
import { drawArea, type SceneArea, type PixelSize, type Shape } from './raster.ts';
import { sampleSeconds, sampleSize } from './sample-config.ts';
import { opennessAt, syllablesOf, type Speaker } from './talk-script.ts';

/** What makes one sample camera different from the others: what it looks at, whom it hears, how its encoder is set. */
export interface SampleCamera {
  /** Of the scene. */
  readonly view: SceneArea;
  readonly seen: readonly Speaker[];
  /** Whose microphone it has; undefined: one in the middle of the room. */
  readonly near: Speaker | undefined;
  readonly encoder: readonly string[];
}

/** Three makes of camera: other GOPs, B-frames and profiles, as footage of different cameras has them. */
export const sampleCameras: readonly SampleCamera[] = [
  {
    ...{ view: { x: 0, y: 0, width: 1600, height: 900 }, seen: [0, 1], near: undefined },
    encoder: ['-g', '30', '-bf', '2'],
  },
  {
    ...{ view: { x: 130, y: 190, width: 760, height: 427.5 }, seen: [0], near: 0 },
    encoder: ['-g', '60', '-bf', '3'],
  },
  {
    ...{ view: { x: 740, y: 180, width: 760, height: 427.5 }, seen: [1], near: 1 },
    encoder: ['-profile:v', 'main', '-g', '45', '-bf', '0'],
  },
];

/** Mouths move so many times a second. */
export const mouthRate = 15;
/** Mouths differ in so many steps. */
const mouthSteps = 7;

/** Pictures of one size in a place of the camera's picture: three bytes a pixel. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly size: PixelSize;
  readonly pictures: readonly Uint8Array[];
}

/** What a camera sees that does not move. */
export function drawStill({ view }: SampleCamera): Promise<Uint8Array> {
  return drawArea(sceneWith({}), view, sampleSize);
}

/** Someone's closed eyes, as this camera sees them. */
export async function drawBlink({ view }: SampleCamera, speaker: Speaker): Promise<Patch> {
  const place = patchPlace(view, movingAreas(speaker).eyes);
  const picture = await drawArea(sceneWith({ blinking: speaker }), place.area, place.size);
  return { ...place, pictures: [picture] };
}

/** Someone's mouth while the script is spoken, at `mouthRate`. */
export async function drawSpeech({ view }: SampleCamera, speaker: Speaker): Promise<Patch> {
  const place = patchPlace(view, movingAreas(speaker).mouth);
  const steps: Uint8Array[] = [];
  for (let step = 0; step < mouthSteps; step += 1) {
    const open = { speaker, openness: step / (mouthSteps - 1) };
    steps.push(await drawArea(sceneWith({ open }), place.area, place.size));
  }
  const syllables = syllablesOf(speaker);
  const pictures = Array.from({ length: sampleSeconds * mouthRate }, (_, index) => {
    const openness = opennessAt(syllables, index / mouthRate);
    return steps[Math.round(openness * (mouthSteps - 1))] ?? new Uint8Array();
  });
  return { ...place, pictures };
}

interface Expression {
  readonly blinking?: Speaker;
  readonly open?: { readonly speaker: Speaker; readonly openness: number };
}

function sceneWith({ blinking, open }: Expression): readonly Shape[] {
  const person = (speaker: Speaker) => [
    ...drawPerson(speaker),
    ...drawEyes(speaker, blinking === speaker),
    ...drawMouth(speaker, open?.speaker === speaker ? open.openness : 0),
  ];
  return [...roomBehind, ...person(0), ...person(1), ...roomBefore];
}

/** An area of the scene on the pixels of a camera: as large as need be for it. */
function patchPlace(
  view: SceneArea,
  wanted: SceneArea,
): Omit<Patch, 'pictures'> & { readonly area: SceneArea } {
  const unit = view.width / sampleSize.width;
  // Pictures with half as much colour can be laid over each other only where their colour meets.
  const even = (pixels: number) => Math.floor(pixels / 2) * 2;
  const [x, y] = [even((wanted.x - view.x) / unit), even((wanted.y - view.y) / unit)];
  const size = { width: even(wanted.width / unit) + 4, height: even(wanted.height / unit) + 4 };
  const area = {
    ...{ x: view.x + x * unit, y: view.y + y * unit },
    ...{ width: size.width * unit, height: size.height * unit },
  };
  return { x, y, size, area };
}
