'use client';
import { useMemo, useState } from 'react';
import { cutTake, type HeardTake } from '../../../autocut/answer-cuts.ts';
import { cutPresets, defaultCutKnobs, type CutKnobs } from '../../../contract/cutting/cut-knobs.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { cameraColour } from '../../details/camera-colours.ts';
import { gridOf, nearestFrame, secondsAt } from '../../../edit/grid.ts';
import { applyCuts } from '../model/voice-cut.ts';
import { open } from '../state/commands.ts';
import { useEdit, useStudio, useView } from '../state/studio-context.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { Slider } from './slider.tsx';
import { useHeardTake } from './use-heard-take.ts';
import { formatCount, formatDecimal } from '../../words/numbers.ts';

const presets: Readonly<Record<string, CutKnobs>> = {
  Balanced: defaultCutKnobs,
  Calm: cutPresets.calm,
  Lively: cutPresets.lively,
  'Mostly wide': cutPresets['mostly-wide'],
};

/** A first cut by who speaks: seen while knobs move, made in one step of the history. */
export function VoiceDialog({ assets }: { readonly assets: StudioAssets }) {
  const studio = useStudio();
  const close = () => open(studio, undefined);
  const listening = useHeardTake(assets);
  if (listening?.heard) return <VoiceForm heard={listening.heard} onClose={close} />;
  const words = listening ? 'No camera has sound, so nobody can be heard.' : 'Listening to the cameras…';
  return (
    <Dialog title="Cut by voice" onClose={close}>
      <p role="status">{words}</p>
    </Dialog>
  );
}

/** What a camera shows, as a select says it: everybody, or one voice by number. */
type Shown = 'wide' | number;

function VoiceForm({ heard, onClose }: { readonly heard: HeardTake; readonly onClose: () => void }) {
  const { store } = useStudio();
  const edit = useEdit();
  const selection = useView((view) => view.selection);
  const [knobs, setKnobs] = useState<CutKnobs>(defaultCutKnobs);
  const [shown, setShown] = useState<readonly Shown[]>(() =>
    heard.angles.map(({ shows, isWide }) => (isWide ? 'wide' : (shows[0] ?? 'wide'))),
  );
  const part = selection?.kind === 'range' ? selection : undefined;
  const next = useMemo(() => {
    const everybody = heard.voices.map((_, index) => index);
    const angles = heard.angles.map((angle, index) => {
      const view = shown[index] ?? 'wide';
      return { ...angle, isWide: view === 'wide', shows: view === 'wide' ? everybody : [view] };
    });
    const grid = gridOf(edit.rendition.fps);
    const cuts = cutTake({ ...heard, angles }, knobs, edit.rendition.fps).shots.map((shot) => ({
      ...{ angleId: shot.angleId, from: nearestFrame(grid, shot.from), to: nearestFrame(grid, shot.to) },
    }));
    return applyCuts(edit, cuts, part);
  }, [heard, shown, knobs, edit, part]);
  const apply = () => {
    store.change(() => next);
    onClose();
  };
  return (
    <Dialog
      title="Cut by voice"
      onClose={onClose}
      footer={
        <Button look="primary" disabled={next === edit} onClick={apply}>
          {part ? 'Cut the selection' : 'Cut the programme'}
        </Button>
      }
    >
      <div className="space-y-5 text-sm">
        <CameraChoices heard={heard} shown={shown} onChange={setShown} />
        <Knobs knobs={knobs} onChange={setKnobs} />
        <Preview edit={next} before={edit.shots.length} />
      </div>
    </Dialog>
  );
}

/** What each camera shows: guessed, and corrected here. */
function CameraChoices({
  heard,
  shown,
  onChange,
}: {
  readonly heard: HeardTake;
  readonly shown: readonly Shown[];
  readonly onChange: (shown: readonly Shown[]) => void;
}) {
  const { angles } = useEdit();
  const nameOf = (id: string) => angles.find((angle) => angle.id === id)?.name ?? id;
  return (
    <section className="grid grid-cols-[1fr_auto] items-center gap-2" aria-label="What each camera shows">
      {heard.angles.map(({ id }, index) => (
        <label key={id} className="contents">
          <span className="truncate">{nameOf(id)} shows</span>
          <select
            value={String(shown[index])}
            onChange={({ currentTarget: { value } }) =>
              onChange(shown.with(index, value === 'wide' ? 'wide' : Number(value)))
            }
            className="min-h-9 rounded-sm bg-track px-2"
          >
            <option value="wide">everybody</option>
            {heard.voices.map(({ speaker }, voice) => (
              <option key={speaker} value={voice}>
                the voice nearest to {nameOf(speaker)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </section>
  );
}

/** Presets, and the knobs that are turned most. */
function Knobs({
  knobs,
  onChange,
}: {
  readonly knobs: CutKnobs;
  readonly onChange: (knobs: CutKnobs) => void;
}) {
  const turn = (change: Partial<CutKnobs>) => onChange({ ...knobs, ...change });
  return (
    <>
      <div className="flex flex-wrap gap-2" role="group" aria-label="Presets">
        {Object.entries(presets).map(([name, preset]) => (
          <Button
            key={name}
            look={knobs === preset ? 'plain' : 'quiet'}
            aria-pressed={knobs === preset}
            onClick={() => onChange(preset)}
          >
            {name}
          </Button>
        ))}
      </div>
      <Slider
        label="Shortest shot"
        value={knobs.shortestSeconds}
        range={[0.5, 10, 0.1]}
        onChange={(shortestSeconds) => turn({ shortestSeconds })}
      />
      <Slider
        label="Longest shot"
        value={knobs.longestSeconds}
        range={[0, 120, 1]}
        zero="any length"
        onChange={(longestSeconds) => turn({ longestSeconds })}
      />
      <Slider
        label="A listener every"
        value={knobs.reactionEverySeconds}
        range={[0, 120, 1]}
        zero="never"
        onChange={(reactionEverySeconds) => turn({ reactionEverySeconds })}
      />
      <Slider
        label="Cut before the first word"
        value={knobs.leadSeconds}
        range={[0, 1, 0.05]}
        onChange={(leadSeconds) => turn({ leadSeconds })}
      />
    </>
  );
}

/** The programme as it would be: a strip in the cameras' colours, and in words. */
function Preview({ edit, before }: { readonly edit: ReturnType<typeof useEdit>; readonly before: number }) {
  const total = edit.shots.reduce((sum, { from, to }) => sum + to - from, 0);
  const grid = gridOf(edit.rendition.fps);
  const lengths = edit.shots.map(({ from, to }) => secondsAt(grid, to - from));
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return (
    <figure>
      <div className="flex h-8 overflow-hidden rounded-md bg-track" aria-hidden>
        {edit.shots.map((shot, index) => (
          <span
            key={index}
            className={cameraColour(edit.angles.findIndex(({ id }) => id === shot.angleId)).background}
            style={{ width: `${(100 * (shot.to - shot.from)) / total}%` }}
          />
        ))}
      </div>
      <figcaption className="mt-2 text-muted" role="status">
        {formatCount(edit.shots.length)} shots of {formatDecimal(least, 1)} to {formatDecimal(most, 1)} s; now
        there {before === 1 ? 'is one' : `are ${formatCount(before)}`}.
      </figcaption>
    </figure>
  );
}
