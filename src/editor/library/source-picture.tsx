import { Film } from 'lucide-react';
import type { SourceAssets } from '../../contract/footage/source-assets.ts';

/** A picture out of a source, from about a third of it; a sign where there is none yet. */
export function SourcePicture({ thumbnails }: { readonly thumbnails: SourceAssets['thumbnails'] }) {
  if (!thumbnails) {
    return (
      <span aria-hidden className="grid size-full place-items-center bg-ground text-muted">
        <Film className="size-5" strokeWidth={1.5} />
      </span>
    );
  }
  const { url, count, columns, width, height } = thumbnails;
  const index = Math.floor(count / 3);
  const [x, y] = [(index % columns) * width, Math.floor(index / columns) * height];
  return (
    <svg aria-hidden viewBox={`${x} ${y} ${width} ${height}`} className="size-full bg-[#000]">
      <image href={url} width={columns * width} height={Math.ceil(count / columns) * height} />
    </svg>
  );
}
