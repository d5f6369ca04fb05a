'use client';
import type { ReactNode } from 'react';
import {
  ChevronFirst,
  ChevronLast,
  Pause,
  Play,
  SkipBack,
  SkipForward,
  StepBack,
  StepForward,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { goToCut } from '../state/commands.ts';
import { useStudio } from '../state/studio-context.ts';
import { usePlayer } from '../state/use-playback.ts';
import { Timecode } from './timecode.tsx';

/** Plays, steps and tells where one is. */
export function TransportBar({ children }: { readonly children?: ReactNode }) {
  const studio = useStudio();
  const { player } = studio;
  const speed = usePlayer(({ speed: now }) => now);
  const volume = usePlayer(({ volume: now }) => now);
  const isPlaying = speed !== 0;
  return (
    <div
      role="group"
      aria-label="Playback"
      className="flex min-h-12 shrink-0 items-center gap-1 border-t border-line px-2 max-[899px]:flex-wrap max-[899px]:justify-center max-[899px]:py-1"
    >
      <Timecode />
      <div className="mx-auto flex items-center gap-0.5">
        <IconButton label="Go to start (Home)" onClick={() => player.seek(0)}>
          <ChevronFirst aria-hidden />
        </IconButton>
        <IconButton label="Previous cut (↑)" onClick={() => goToCut(studio, -1)}>
          <SkipBack aria-hidden />
        </IconButton>
        <IconButton label="One frame back (←)" onClick={() => player.step(-1)}>
          <StepBack aria-hidden />
        </IconButton>
        <IconButton
          label={isPlaying ? 'Pause (Space)' : 'Play (Space)'}
          look="primary"
          className="mx-1.5 size-10 rounded-full"
          onClick={() => player.toggle()}
        >
          {isPlaying ? (
            <Pause aria-hidden className="fill-current" strokeWidth={0} />
          ) : (
            <Play aria-hidden className="ml-0.5 fill-current" strokeWidth={0} />
          )}
        </IconButton>
        <IconButton label="One frame forward (→)" onClick={() => player.step(1)}>
          <StepForward aria-hidden />
        </IconButton>
        <IconButton label="Next cut (↓)" onClick={() => goToCut(studio, 1)}>
          <SkipForward aria-hidden />
        </IconButton>
        <IconButton label="Go to end (End)" onClick={() => player.seek(Infinity)}>
          <ChevronLast aria-hidden />
        </IconButton>
        <span className="w-10 text-center text-xs text-live-text" aria-live="polite">
          {speed !== 0 && speed !== 1 ? `${speed}×` : ''}
        </span>
      </div>
      <IconButton
        label={volume > 0 ? 'Mute monitor' : 'Unmute monitor'}
        onClick={() => player.setVolume(volume > 0 ? 0 : 1)}
      >
        {volume > 0 ? <Volume2 aria-hidden /> : <VolumeX aria-hidden />}
      </IconButton>
      {children}
    </div>
  );
}
