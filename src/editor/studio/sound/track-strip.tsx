'use client';
import type { Angle } from '../../../contract/project-angle.ts';
import { classNames } from '../../components/class-names.ts';
import { changeTrack } from '../episode/change-finish.ts';
import { settingsOf } from '../../../edit/heard-sound.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { Fader } from './fader.tsx';
import { Meter } from './meter.tsx';

const channels = [
  { value: 'all', label: 'L R', title: 'Both channels as recorded' },
  { value: 'left', label: 'L', title: 'The left channel on both sides' },
  { value: 'right', label: 'R', title: 'The right channel on both sides' },
  { value: 'mono', label: 'Mono', title: 'Both channels together on both sides' },
] as const;

/** How one recording is heard: its fader, its channel, and in a mix whether it is. */
export function TrackStrip({ recording, isMix }: { readonly recording: Angle; readonly isMix: boolean }) {
  const { store } = useStudio();
  const settings = settingsOf(useEdit(), recording.id);
  const { id, name } = recording;
  const change = (part: Partial<typeof settings>) => store.change((edit) => changeTrack(edit, id, part));
  return (
    <li className="list-none" aria-label={name}>
      <div className="flex items-center gap-1">
        <span className="min-w-0 flex-1 truncate text-xs font-medium">{name}</span>
        <select
          aria-label={`Channel of ${name}`}
          value={settings.channel}
          title={channels.find(({ value }) => value === settings.channel)?.title}
          onChange={({ currentTarget: { value } }) => change({ channel: value as typeof settings.channel })}
          className="min-h-7 rounded-sm bg-transparent px-1 text-xs text-muted hover:bg-track"
        >
          {channels.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        {isMix && (
          <>
            <Toggle
              letter="S"
              label={`Solo ${name}`}
              isOn={settings.isSolo}
              onChange={(isSolo) => change({ isSolo })}
            />
            <Toggle
              letter="M"
              label={`Mute ${name}`}
              isOn={settings.isMuted}
              onChange={(isMuted) => change({ isMuted })}
            />
          </>
        )}
      </div>
      <Fader label={`Gain of ${name}`} value={settings.gainDb} onChange={(gainDb) => change({ gainDb })} />
      <Meter label={`Level of ${name}`} recordingId={id} />
    </li>
  );
}

interface ToggleProps {
  readonly letter: string;
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Toggle({ letter, label, isOn, onChange }: ToggleProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isOn}
      title={label}
      onClick={() => onChange(!isOn)}
      className={classNames(
        'grid size-6 place-items-center rounded-sm text-xs font-semibold ring-1 ring-inset',
        isOn ? 'bg-live text-[#0b0d12] ring-live' : 'text-muted ring-line hover:bg-hover',
      )}
    >
      {letter}
    </button>
  );
}
