'use client';
import { Plus } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { recordingAsset } from '../files/recording-asset.ts';
import { bestOf, recordingsIn, type HeardSound } from '../../../edit/heard-sound.ts';
import { changeSound, chooseSound } from '../episode/change-finish.ts';
import type { Edit } from '../../../edit/edit.ts';
import { open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { useHeardFiles, useSounding } from '../state/use-sounding.ts';
import { Meter } from './meter.tsx';
import { MusicList } from './music-list.tsx';
import { PickField } from './pick-field.tsx';
import { RecorderRow } from './recorder-row.tsx';
import { TrackStrip } from './track-strip.tsx';

/** What is heard: the recorders, one question for the whole programme, its loudness, and music. */
export function SoundPanel({ assets }: { readonly assets: StudioAssets }) {
  const studio = useStudio();
  const edit = useEdit();
  const { heard } = useSounding();
  const { recorders } = edit.finish;
  return (
    <section aria-label="Sound" className="border-t border-line p-2">
      <div className="flex items-center justify-between pl-1">
        <h3 className="text-xs font-semibold text-muted">Sound</h3>
        <IconButton label="Add sound" className="size-7" onClick={() => open(studio, { kind: 'add' })}>
          <Plus aria-hidden />
        </IconButton>
      </div>
      {recorders.length > 0 && (
        <ul aria-label="Recorders" className="mb-2 space-y-1">
          {recorders.map((recorder) => (
            <RecorderRow key={recorder.id} recorder={recorder} asset={recordingAsset(recorder, assets)} />
          ))}
        </ul>
      )}
      <div className="space-y-2.5 px-1">
        <ProgrammeSoundPick />
        <Strips edit={edit} heard={heard} />
        <LoudnessPick />
        <MusicList />
      </div>
    </section>
  );
}

/** The one question: which of the recordings are heard. */
function ProgrammeSoundPick() {
  const { store } = useStudio();
  const edit = useEdit();
  const files = useHeardFiles();
  const { mode, trackId } = edit.finish.sound;
  const recordings = recordingsIn(edit);
  const best = bestOf(edit, files).map(({ name }) => name);
  const options = [
    { value: 'best', label: best.length > 0 ? `Best heard: ${best.join(' + ')}` : 'Best heard' },
    ...recordings.map(({ id, name }) => ({ value: `one ${id}`, label: `Only ${name}` })),
    { value: 'mix', label: 'A mix' },
    { value: 'follow', label: 'Follow the camera' },
  ];
  const choose = (value: string) => {
    const id = value.startsWith('one ') ? value.slice(4) : undefined;
    const chosen = id === undefined ? (value as 'best' | 'mix' | 'follow') : 'one';
    store.change((now) => chooseSound(now, chosen, id));
  };
  const value = mode === 'one' ? `one ${trackId ?? ''}` : mode;
  return (
    <>
      <PickField label="Programme sound" value={value} options={options} onChange={choose} />
      {mode === 'follow' && (
        <p className="text-xs text-pretty text-muted">
          The sound changes with the picture: the same voice may be louder in one camera than in another.
        </p>
      )}
    </>
  );
}

function Strips({ edit, heard }: { readonly edit: Edit; readonly heard: HeardSound }) {
  const isMix = edit.finish.sound.mode === 'mix';
  if (heard.kind === 'follow') return <Meter label="Level of the programme" />;
  const shown = isMix ? recordingsIn(edit) : heard.tracks.map(({ recording }) => recording);
  return (
    <ul aria-label="Tracks" className="space-y-2">
      {shown.map((recording) => (
        <TrackStrip key={recording.id} recording={recording} isMix={isMix} />
      ))}
      <li className="list-none">
        <p className="mb-0.5 text-xs text-muted">Programme</p>
        <Meter label="Level of the programme" />
      </li>
    </ul>
  );
}

const targets = [
  { value: 'none', label: 'As recorded' },
  { value: '-14', label: '−14 LUFS, video platforms' },
  { value: '-16', label: '−16 LUFS, podcasts' },
  { value: '-19', label: '−19 LUFS, mono podcasts' },
  { value: '-23', label: '−23 LUFS, broadcast' },
] as const;

/** How loud the programme is to be, beside how loud its voices are now. */
function LoudnessPick() {
  const { store } = useStudio();
  const { loudness } = useEdit().finish.sound;
  const { loudness: measured, gainDb } = useSounding();
  const value = loudness === null ? 'none' : String(loudness);
  const known = targets.some((target) => target.value === value);
  const options = known ? targets : [...targets, { value, label: `${value} LUFS` }];
  return (
    <div>
      <PickField
        label="Loudness"
        value={value}
        options={options}
        onChange={(next) =>
          store.change((edit) => changeSound(edit, { loudness: next === 'none' ? null : Number(next) }))
        }
      />
      <p role="status" className="mt-1 text-xs text-muted">
        {measured === undefined ? 'Listening…' : measuredWords(measured, gainDb)}
      </p>
    </div>
  );
}

function measuredWords(measured: number, gainDb: number): string {
  const now = `About ${signed(measured)} LUFS as recorded`;
  return gainDb === 0 ? now : `${now}, ${gainDb > 0 ? '+' : ''}${signed(gainDb)} dB`;
}

function signed(value: number): string {
  return Math.round(value).toString().replace('-', '−');
}
