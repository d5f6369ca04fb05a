import { Film } from 'lucide-react';
import type { SourceAssets } from '../../contract/footage/source-assets.ts';

export type Thumbnails = NonNullable<SourceAssets['thumbnails']>;

export interface SourcePictureProps {
  readonly thumbnails: Thumbnails | null | undefined;
  /** The instant of the source that is shown; about a third of it where it is left out. */
  readonly atSeconds?: number;
  /** Cuts off what does not fit, instead of leaving black beside it. */
  readonly isFilling?: boolean;
}

/** A picture out of a source; a sign where there is none yet. */
export function SourcePicture({ thumbnails, atSeconds, isFilling = false }: SourcePictureProps) {
  if (!thumbnails) {
    return (
      <span aria-hidden className="grid size-full place-items-center bg-ground text-muted">
        <Film className="size-5" strokeWidth={1.5} />
      </span>
    );
  }
  const { url, count, columns, width, height, intervalSeconds } = thumbnails;
  const wanted = atSeconds === undefined ? Math.floor(count / 3) : Math.round(atSeconds / intervalSeconds);
  const index = Math.min(Math.max(0, wanted), count - 1);
  const [x, y] = [(index % columns) * width, Math.floor(index / columns) * height];
  return (
    <svg
      aria-hidden
      viewBox={`${x} ${y} ${width} ${height}`}
      preserveAspectRatio={isFilling ? 'xMidYMid slice' : undefined}
      className="size-full bg-[#000]"
    >
      <image href={url} width={columns * width} height={Math.ceil(count / columns) * height} />
    </svg>
  );
}
