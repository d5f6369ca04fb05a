'use client';
import { AudioLines, AudioWaveform, LoaderCircle, TriangleAlert } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { recordingsIn } from '../../../edit/heard-sound.ts';
import { open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import type { SoundSync } from './use-sound-sync.ts';

/** Puts all recordings into step, says why it could not, and offers the first cut while nothing is cut yet. */
export function SyncBar({ sync }: { readonly sync: SoundSync }) {
  const studio = useStudio();
  const edit = useEdit();
  const isAlone = recordingsIn(edit).length < 2;
  const isUncut = edit.angles.length > 1 && edit.shots.length === 1;
  return (
    <div className="space-y-2 border-t border-line p-2">
      {sync.problem && (
        <p
          role="alert"
          className="flex gap-2 rounded-md bg-fault-ground p-2.5 text-xs text-pretty text-fault"
        >
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          {sync.problem.message} {sync.problem.hint}
        </p>
      )}
      <Button
        className="w-full px-2"
        disabled={isAlone || sync.isRunning}
        title={isAlone ? 'Needs at least two recordings' : undefined}
        onClick={sync.start}
      >
        {sync.isRunning ? (
          <LoaderCircle aria-hidden className="animate-spin" />
        ) : (
          <AudioWaveform aria-hidden />
        )}
        {sync.isRunning ? 'Listening…' : 'Synchronise by sound'}
      </Button>
      {isUncut && (
        <Button
          look="primary"
          className="min-h-11 w-full px-2"
          disabled={sync.isRunning}
          title="Shows whoever speaks; you see the cuts before they are made"
          onClick={() => open(studio, { kind: 'voice' })}
        >
          <AudioLines aria-hidden />
          First cut by voice
        </Button>
      )}
    </div>
  );
}
