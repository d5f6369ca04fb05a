'use client';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { VideoOff } from 'lucide-react';
import type { Angle } from '../../../contract/project-angle.ts';
import type { SourceAssets } from '../../../contract/footage/source-assets.ts';
import { classNames } from '../../components/class-names.ts';
import { formatPercent } from '../../words/numbers.ts';
import { cameraColour } from '../../details/camera-colours.ts';
import { cutToAngle } from '../state/commands.ts';
import { useStudio } from '../state/studio-context.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { usePlayedFiles } from './use-played-files.ts';
import { usePlayer } from '../state/use-playback.ts';

export interface CameraTileProps {
  readonly angle: Angle;
  readonly index: number;
  readonly assets: StudioAssets;
}

/** One camera in step with the others; pressing it cuts to it at the playhead. */
export function CameraTile({ angle, index, assets }: CameraTileProps) {
  const studio = useStudio();
  // Of a layout every camera that is in it.
  const isOnAir = usePlayer((player) => player.cueOf(angle)?.isOnAir ?? false);
  const isOutside = usePlayer((player) => player.cueOf(angle)?.isOutside ?? false);
  const files = usePlayedFiles(angle, assets);
  const [troubles, setTroubles] = useState<ReadonlyMap<string, Trouble | undefined>>(new Map());
  const tell = useCallback(
    ({ url, trouble }: Told) => setTroubles((before) => new Map(before).set(url, trouble)),
    [],
  );
  const current = files.find(({ isCurrent }) => isCurrent);
  const trouble = troubles.get(current?.url ?? '');
  const note = isOutside ? 'Nothing recorded here' : trouble && noteOf(trouble, current?.asset);
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
      {files.map(({ file, url, isCurrent }) => (
        <CameraPicture
          key={file}
          {...{ angleId: angle.id, file, url }}
          isShown={isCurrent && note === undefined}
          onTold={tell}
        />
      ))}
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

interface Told {
  readonly url: string;
  readonly trouble: Trouble | undefined;
}

interface CameraPictureProps {
  readonly angleId: string;
  readonly file: number;
  readonly url: string;
  /** It is the one at the playhead; its neighbours wait unseen. */
  readonly isShown: boolean;
  readonly onTold: (told: Told) => void;
}

/** The picture of one file of a camera, which the player moves. */
function CameraPicture({ angleId, file, url, isShown, onTold }: CameraPictureProps) {
  const { player } = useStudio();
  const video = useSource(url, onTold);
  useEffect(
    () => (video.current ? player.attach(angleId, file, video.current) : undefined),
    [player, video, angleId, file],
  );
  return (
    <video
      ref={video}
      muted
      playsInline
      preload="auto"
      tabIndex={-1}
      disablePictureInPicture
      data-file={file}
      className={classNames('absolute inset-0 size-full object-contain', !isShown && 'invisible')}
    />
  );
}

const networkRetryMs = 2000;

/** Its address changes in place when the proxy is ready. */
function useSource(url: string, onTold: (told: Told) => void): RefObject<HTMLVideoElement | null> {
  const video = useRef<HTMLVideoElement>(null);
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
        return onTold({ url, trouble: 'broken' });
      timer = setTimeout(reload, networkRetryMs);
    };
    const onMetadata = () => onTold({ url, trouble: element.videoWidth === 0 ? 'no-picture' : undefined });
    element.addEventListener('error', onError, { signal });
    element.addEventListener('loadedmetadata', onMetadata, { signal });
    window.addEventListener('online', reload, { signal });
    element.src = url;
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [url, onTold]);
  return video;
}
