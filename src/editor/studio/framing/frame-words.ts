import type { Edit } from '../../../edit/edit.ts';
import { formatPercent } from '../../words/numbers.ts';
import { isFramed } from '../episode/framing.ts';
import type { FrameShape, Rect } from '../episode/picture-at.ts';

const simple = [
  [16, 9],
  [4, 3],
  [1, 1],
  [21, 9],
  [9, 16],
] as const;

/** `Programme 16:9`, as people call shapes of pictures. */
export function shapeName(
  { rendition: { width, height } }: Pick<Edit, 'rendition'>,
  shape: FrameShape,
): string {
  if (shape === 'upright') return 'Vertical 9:16';
  const named = simple.find(([w, h]) => Math.abs(width / height - w / h) < 0.01);
  return named ? `Programme ${named[0]}:${named[1]}` : 'Programme';
}

/** What the choice means for the picture and for the export. */
export function frameWords(
  edit: Edit,
  { angleId, shape, frame }: { readonly angleId: string; readonly shape: FrameShape; readonly frame: Rect },
): string {
  if (!isFramed(edit, angleId, shape))
    return shape === 'upright' ? 'The middle of the picture' : 'All of the picture';
  const used = `${formatPercent(frame.width)} of its width`;
  return shape === 'upright' ? used : `${used}. Its shots are re-encoded.`;
}
