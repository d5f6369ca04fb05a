import type { OutputRequest, RenditionRequest, StillRequest } from '../contract/exports/rendition.ts';
import { cutEdl } from '../timeline/cut-edl.ts';
import { edlDuration, type Edl } from '../timeline/edl.ts';
import { add, divide, floor, multiply, rational } from '../timeline/rational.ts';
import { allowanceOf, frameAt } from '../timeline/time-model.ts';
import type { PlanInput } from './plan/plan-input.ts';

/** Where no other output says what shape the programme has. */
const ordinary = { width: 1920, height: 1080, rate: rational(30) };

/** The size of a picture in pixels: as asked for, in the shape of the programme where that leaves a side open. */
export function stillSize(
  { width, height }: StillRequest,
  outputs: readonly OutputRequest[],
): { readonly width: number; readonly height: number } {
  const shape = shapeOf(outputs);
  if (width !== undefined && height !== undefined) return { width, height };
  if (width !== undefined) return { width, height: Math.round((width * shape.height) / shape.width) };
  if (height !== undefined) return { width: Math.round((height * shape.width) / shape.height), height };
  return { width: shape.width, height: shape.height };
}

/** What the planner is given for a picture: a movie of the one frame that the movies have on screen at its instant. */
export function stillInput(
  edl: Edl,
  output: StillRequest,
  outputs: readonly OutputRequest[],
): Pick<PlanInput, 'edl' | 'request' | 'quality'> {
  const { rate } = shapeOf(outputs);
  const size = stillSize(output, outputs);
  const last = Math.max(0, frameAt(edlDuration(edl), rate) - 1);
  const frame = Math.min(Number(floor(multiply(add(output.at, allowanceOf(rate)), rate))), last);
  const at = (count: number) => divide(rational(count), rate);
  return {
    edl: cutEdl(edl, { from: at(frame), to: at(frame + 1) }),
    request: {
      format: 'mp4',
      codec: 'h264',
      width: even(size.width),
      height: even(size.height),
      rate,
      includeAudio: false,
    },
    quality: { crf: 4 },
  };
}

function shapeOf(outputs: readonly OutputRequest[]): Pick<RenditionRequest, 'width' | 'height' | 'rate'> {
  const [movie] = outputs.flatMap((output) => (output.kind === 'movie' ? [output.rendition] : []));
  return movie ?? ordinary;
}

/** Its colour is stored for pairs of pixels on the way. */
function even(side: number): number {
  return side + (side % 2);
}
