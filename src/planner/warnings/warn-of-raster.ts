import type { MovieRequest } from '../../contract/exports/rendition.ts';
import type { Warning } from '../../contract/exports/status.ts';
import { describeRate, isNearRate } from '../pictures/choose-format.ts';
import type { ExportPlan } from '../plan/plan.ts';

/** Says that a movie has another size or rate than was asked for: what copies goes on in the stream of its sources. */
export function warnOfRaster(
  { id, rendition }: MovieRequest,
  { format }: Pick<ExportPlan, 'format'>,
): Warning[] {
  const isSize = format.width === rendition.width && format.height === rendition.height;
  if (rendition.isSized !== true || rendition.codec !== 'copy') return [];
  if (isSize && isNearRate(format.rate, rendition.rate)) return [];
  const words = ({ width, height, rate }: Pick<typeof format, 'width' | 'height' | 'rate'>) =>
    `${width} × ${height} at ${describeRate(rate)}`;
  return [
    {
      code: 'SIZE_IGNORED',
      message: `The output ${id} is ${words(format)}, as its sources are, and not ${words(rendition)} as asked for: "copy" keeps the size and rate of what it copies. Ask for "${rendition.format === 'webm' ? 'av1' : 'h264'}" to get another.`,
    },
  ];
}
