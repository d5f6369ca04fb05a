'use client';
import { useMemo, useState } from 'react';
import { trimTake } from '../../../autocut/answer-trims.ts';
import { defaultTrimKnobs, type TrimKnobs } from '../../../contract/cutting/cut-knobs.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { gridOf, nearestFrame, secondsAt } from '../../../edit/grid.ts';
import { applyTrims } from '../model/voice-cut.ts';
import { open } from '../state/commands.ts';
import { useEdit, useStudio, useView } from '../state/studio-context.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { Slider } from './slider.tsx';
import { useHeardTake, type Listening } from './use-heard-take.ts';
import { formatDecimal } from '../../words/numbers.ts';

/** Takes silences of all cameras at once out of the programme, in one step of the history. */
export function TightenDialog({ assets }: { readonly assets: StudioAssets }) {
  const studio = useStudio();
  const close = () => open(studio, undefined);
  const listening = useHeardTake(assets);
  if (listening) return <TightenForm listening={listening} onClose={close} />;
  return (
    <Dialog title="Tighten" onClose={close}>
      <p role="status">Listening to the cameras…</p>
    </Dialog>
  );
}

function TightenForm({
  listening,
  onClose,
}: {
  readonly listening: Listening;
  readonly onClose: () => void;
}) {
  const { store } = useStudio();
  const edit = useEdit();
  const selection = useView((view) => view.selection);
  const [knobs, setKnobs] = useState<TrimKnobs>(defaultTrimKnobs);
  const part = selection?.kind === 'range' ? selection : undefined;
  const next = useMemo(() => {
    const grid = gridOf(edit.rendition.fps);
    const trims = trimTake(listening.take, listening.levels, knobs).trims.map(({ from, to }) => ({
      ...{ from: nearestFrame(grid, from), to: nearestFrame(grid, to) },
    }));
    return applyTrims(edit, trims, part);
  }, [listening, knobs, edit, part]);
  const lengthOf = ({ shots }: typeof edit) => shots.reduce((sum, { from, to }) => sum + to - from, 0);
  const gone = secondsAt(gridOf(edit.rendition.fps), lengthOf(edit) - lengthOf(next));
  const apply = () => {
    store.change(() => next);
    onClose();
  };
  return (
    <Dialog
      title="Tighten"
      onClose={onClose}
      footer={
        <Button look="primary" disabled={next === edit} onClick={apply}>
          Remove the silences
        </Button>
      }
    >
      <div className="space-y-5 text-sm">
        <Slider
          label="Silences longer than"
          value={knobs.longerThanSeconds}
          range={[0.3, 5, 0.1]}
          onChange={(longerThanSeconds) => setKnobs({ ...knobs, longerThanSeconds })}
        />
        <Slider
          label="Kept on each side"
          value={knobs.paddingSeconds}
          range={[0, 1, 0.05]}
          onChange={(paddingSeconds) => setKnobs({ ...knobs, paddingSeconds })}
        />
        <p role="status" className="text-muted">
          {next === edit
            ? 'There is no silence as long as that.'
            : `${formatDecimal(gone, 1)} s would be removed${part ? ' from the selection' : ''}.`}
        </p>
      </div>
    </Dialog>
  );
}
