'use client';
import { useEffect, useRef, useState } from 'react';
import { VideoOff } from 'lucide-react';
import type { Angle } from '../../../contract/project-angle.ts';
import type { SourceAssets } from '../../../contract/footage/source-assets.ts';
import { classNames } from '../../components/class-names.ts';
import { formatPercent } from '../../words/numbers.ts';
import { cameraColour } from '../../details/camera-colours.ts';
import { cutToAngle } from '../state/commands.ts';
import { useStudio } from '../state/studio-context.ts';
import { playableUrl } from '../state/use-assets.ts';
import { usePlayer } from '../state/use-playback.ts';

export interface CameraTileProps {
  readonly angle: Angle;
  readonly index: number;
  readonly asset: SourceAssets | undefined;
}

/** One camera in step with the others; pressing it cuts to it at the playhead. */
export function CameraTile({ angle, index, asset }: CameraTileProps) {
  const studio = useStudio();
  // Of a layout every camera that is in it.
  const isOnAir = usePlayer((player) => player.cueOf(angle)?.isOnAir ?? false);
  const isOutside = usePlayer((player) => player.cueOf(angle)?.isOutside ?? false);
  const { video, trouble } = useAttachedVideo(angle.id, playableUrl(angle.filePath, asset));
  const note = isOutside ? 'Nothing recorded here' : trouble && noteOf(trouble, asset);
  const { background } = cameraColour(index);
  return (
    <button
      type="button"
      aria-pressed={isOnAir}
      onClick={() => cutToAngle(studio, index)}
      className={classNames(
        'group relative aspect-video w-full overflow-hidden rounded-md bg-[#000] ring-1 ring-line transition-shadow',
        isOnAir && 'ring-2 ring-live',
      )}
    >
      <video
        ref={video}
        muted
        playsInline
        preload="auto"
        tabIndex={-1}
        disablePictureInPicture
        className={classNames('size-full object-contain', note !== undefined && 'invisible')}
      />
      {note !== undefined && (
        <span className="absolute inset-0 flex flex-col items-center justify-center gap-1.5 px-2 text-center text-[0.6875rem] text-[#cfd2da]">
          <VideoOff aria-hidden className="size-4" />
          {note}
        </span>
      )}
      <span className="absolute inset-x-0 bottom-0 flex items-center gap-1.5 bg-linear-to-t from-[rgb(0_0_0/0.85)] to-transparent px-1.5 pt-4 pb-1.5 text-xs text-[#fff]">
        <span className="sr-only">Cut to </span>
        <span
          className={`grid size-5 shrink-0 place-items-center rounded-xs font-semibold text-[#0b0d12] ${background}`}
        >
          {index + 1}
        </span>
        <span className="truncate">{angle.name}</span>
        {isOnAir && (
          <span className="ml-auto rounded-xs bg-live px-1.5 py-0.5 text-[0.625rem] leading-none font-bold text-[#0b0d12]">
            ON<span className="sr-only"> the programme</span>
          </span>
        )}
      </span>
    </button>
  );
}

function noteOf(trouble: Trouble, asset: SourceAssets | undefined): string {
  if (asset?.state === 'failed') return asset.message;
  if (trouble === 'no-picture' && asset === undefined) return 'This browser cannot show this kind of video';
  if (asset === undefined) return 'Loading…';
  const preview = asset.state === 'waiting' ? 'waiting' : formatPercent(asset.progress);
  return trouble === 'no-picture'
    ? `This browser cannot show this kind of video. Preview: ${preview}`
    : `The preview is being made: ${preview}`;
}

/** It cannot be played at all, or it plays and there is nothing to see, as of HEVC in most browsers. */
type Trouble = 'broken' | 'no-picture';

const networkRetryMs = 2000;

/** A picture that the player moves. Its address changes in place when the proxy is ready. */
function useAttachedVideo(angleId: string, url: string) {
  const { player } = useStudio();
  const video = useRef<HTMLVideoElement>(null);
  const [told, setTold] = useState<{ readonly url: string; readonly trouble: Trouble | undefined }>();
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A picture that the network lost comes back by itself only if somebody asks for it.
    const reload = () => {
      if (element.error) element.load();
    };
    const onError = () => {
      if (element.error?.code !== MediaError.MEDIA_ERR_NETWORK && navigator.onLine)
        return setTold({ url, trouble: 'broken' });
      timer = setTimeout(reload, networkRetryMs);
    };
    const onMetadata = () => setTold({ url, trouble: element.videoWidth === 0 ? 'no-picture' : undefined });
    element.addEventListener('error', onError, { signal });
    element.addEventListener('loadedmetadata', onMetadata, { signal });
    window.addEventListener('online', reload, { signal });
    element.src = url;
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [url]);
  useEffect(() => (video.current ? player.attach(angleId, video.current) : undefined), [player, angleId]);
  return { video, trouble: told?.url === url ? told.trouble : undefined };
}
