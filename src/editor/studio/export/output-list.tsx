'use client';
import { useState } from 'react';
import { ChevronDown, Plus, X } from 'lucide-react';
import type { PlanPreview } from '../../../client/contract.ts';
import type { EpisodeOutput } from '../../../contract/project-finish.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { formatLength } from '../../words/numbers.ts';
import { changeFinish } from '../episode/change-finish.ts';
import { outputPresets, plannedFrom, presetIds, type PresetId } from '../episode/output-presets.ts';
import { kindOfOutput, masterId, sizeOfOutput } from '../../../edit/outputs-for.ts';
import { clockTime } from '../../../edit/grid.ts';
import { useMoment } from '../state/use-moment.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { costOf } from './plan-words.ts';
import { RenditionForm } from './rendition-form.tsx';

/** The files that the next export makes: presets first, each with what it costs. */
export function OutputList({ plan }: { readonly plan: PlanPreview | undefined }) {
  const { store } = useStudio();
  const { finish } = useEdit();
  const others = finish.outputs.filter(({ id }) => id !== masterId);
  const isMasterOff = finish.outputs.some(({ id, isOff }) => id === masterId && isOff === true);
  const moment = useMoment();
  const add = (preset: PresetId) => {
    const planned = plannedFrom(preset, moment(), [...finish.outputs, { id: masterId }]);
    store.change((edit) => changeFinish(edit, { outputs: [...edit.finish.outputs, planned] }));
  };
  const planOf = (id: string) => plan?.outputs?.find((output) => output.id === id);
  return (
    <section aria-label="Files">
      <ul aria-label="Files of the export" className="space-y-2">
        <MasterRow
          isOff={isMasterOff && others.length > 0}
          canBeOff={others.length > 0}
          cost={costOf(planOf(masterId) ?? (plan?.outputs ? undefined : plan))}
        />
        {others.map((output) => (
          <OutputRow key={output.id} output={output} cost={costOf(planOf(output.id))} />
        ))}
      </ul>
      <div className="mt-2">
        <AddOutputMenu onAdd={add} />
      </div>
    </section>
  );
}

/** All presets, each with what it means. */
export function AddOutputMenu({
  onAdd,
  label = 'Add a file',
}: {
  readonly onAdd: (preset: PresetId) => void;
  readonly label?: string;
}) {
  return (
    <Menu
      trigger={
        <Button>
          <Plus aria-hidden />
          {label}
        </Button>
      }
    >
      {presetIds.map((id) => (
        <MenuItem key={id} onSelect={() => onAdd(id)}>
          <span>
            <span className="block font-medium">{outputPresets[id].name}</span>
            <span className="block text-xs text-muted">{outputPresets[id].says}</span>
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}

const row = 'rounded-lg bg-ground p-3 ring-1 ring-line ring-inset';

interface MasterRowProps {
  readonly isOff: boolean;
  readonly canBeOff: boolean;
  readonly cost: string | undefined;
}

/** The movie in the project's own format, which opens to be changed. */
function MasterRow({ isOff, canBeOff, cost }: MasterRowProps) {
  const { store } = useStudio();
  const { rendition } = useEdit();
  const [isOpen, setIsOpen] = useState(true);
  const { width, height, codec } = rendition;
  const turn = (off: boolean) =>
    store.change((edit) => {
      const others = edit.finish.outputs.filter(({ id }) => id !== masterId);
      const mark = { id: masterId, name: 'Master', isOff: true };
      return changeFinish(edit, { outputs: off ? [...others, mark] : others });
    });
  return (
    <li className={row}>
      <div className="flex items-center gap-2.5">
        <input
          type="checkbox"
          aria-label="Make the master"
          checked={!isOff}
          disabled={!canBeOff}
          onChange={({ currentTarget }) => turn(!currentTarget.checked)}
          className="size-4 accent-[var(--live)]"
        />
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium">Master</p>
          <p className="text-xs text-muted">
            {codec === 'copy' ? 'As recorded' : `${width} × ${height}`}
            {cost !== undefined && !isOff && ` · ${cost}`}
          </p>
        </div>
        <IconButton
          label={isOpen ? 'Hide the format' : 'Change the format'}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          <ChevronDown aria-hidden className={isOpen ? 'rotate-180' : undefined} />
        </IconButton>
      </div>
      {isOpen && (
        <div className="mt-3 border-t border-line pt-3">
          <RenditionForm />
        </div>
      )}
    </li>
  );
}

function OutputRow({ output, cost }: { readonly output: EpisodeOutput; readonly cost: string | undefined }) {
  const { store } = useStudio();
  const edit = useEdit();
  const { id, name, isOff = false } = output;
  const change = (next: readonly EpisodeOutput[]) =>
    store.change((now) => changeFinish(now, { outputs: [...next] }));
  return (
    <li className={row}>
      <div className="flex items-center gap-2.5">
        <input
          type="checkbox"
          aria-label={`Make ${name}`}
          checked={!isOff}
          onChange={({ currentTarget: { checked } }) =>
            change(
              edit.finish.outputs.map((one) =>
                one.id === id ? { ...one, isOff: !checked || undefined } : one,
              ),
            )
          }
          className="size-4 accent-[var(--live)]"
        />
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium">{name}</p>
          <p className="text-xs text-pretty text-muted">
            {detailsOf(output, edit)}
            {cost !== undefined && !isOff && ` · ${cost}`}
          </p>
        </div>
        <IconButton
          label={`Remove ${name}`}
          onClick={() => change(edit.finish.outputs.filter((one) => one.id !== id))}
        >
          <X aria-hidden />
        </IconButton>
      </div>
    </li>
  );
}

/** `1080 × 1920 · 0:12 to 1:12 (1:00)`, and what its preset says of its sound. */
function detailsOf(output: EpisodeOutput, edit: ReturnType<typeof useEdit>): string {
  const kind = kindOfOutput(output);
  const { width, height } = sizeOfOutput(output, edit);
  const { range, at } = output;
  const parts = [
    kind !== 'sound' && `${width} × ${height}`,
    kind === 'sound' && 'Audio only',
    range && `${clockTime(range[0])} to ${clockTime(range[1])} (${formatLength(range[1] - range[0])})`,
    at !== undefined && `at ${clockTime(at)}`,
  ];
  return parts.filter((part) => part !== false && part !== undefined && part !== '').join(' · ');
}
