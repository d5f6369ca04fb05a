'use client';
import type { ReactNode } from 'react';
import { Captions, Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { changeFinish } from '../episode/change-finish.ts';
import { addTitle, changeChapter, changeLogo, removeChapter, removeLogo } from '../episode/change-words.ts';
import { clockTime, gridOf, nearestFrame } from '../../../edit/grid.ts';
import { PickField } from '../sound/pick-field.tsx';
import { formatPercent } from '../../words/numbers.ts';
import { markChapter, open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { useMoment } from '../state/use-moment.ts';
import { TextField } from './text-field.tsx';
import { CaptionList } from './caption-list.tsx';
import { TitleRow } from './title-row.tsx';

/** What lies over the pictures and beside them: titles, captions, chapters, the logo. */
export function WordsPanel() {
  const studio = useStudio();
  const { titles } = useEdit().finish;
  const moment = useMoment();
  const add = () =>
    studio.store.change((edit) => addTitle(edit, { id: crypto.randomUUID(), from: moment().playhead }));
  return (
    <div className="min-h-0 flex-1 space-y-4 overflow-y-auto p-3">
      <Part name="Titles" adds="Add a title" onAdd={add}>
        {titles.length === 0 && <Hint>A name or a headline, from the playhead on.</Hint>}
        <ul aria-label="Titles" className="space-y-2">
          {titles.map((title) => (
            <TitleRow key={title.id} title={title} />
          ))}
        </ul>
      </Part>
      <CaptionPart />
      <ChapterPart />
      <LogoPart />
    </div>
  );
}

interface PartProps {
  readonly name: string;
  readonly adds: string;
  readonly onAdd: () => void;
  readonly children: ReactNode;
}

function Part({ name, adds, onAdd, children }: PartProps) {
  return (
    <section aria-label={name}>
      <div className="mb-1 flex items-center justify-between">
        <h3 className="text-xs font-semibold text-muted">{name}</h3>
        <IconButton label={adds} className="size-7" onClick={onAdd}>
          <Plus aria-hidden />
        </IconButton>
      </div>
      {children}
    </section>
  );
}

function Hint({ children }: { readonly children: ReactNode }) {
  return <p className="text-xs text-pretty text-muted">{children}</p>;
}

function CaptionPart() {
  const studio = useStudio();
  const { store } = studio;
  const { captions } = useEdit().finish;
  return (
    <Part name="Captions" adds="Add captions" onAdd={() => open(studio, { kind: 'add' })}>
      {captions === null ? (
        <Hint>Drop a file of captions (.srt or .vtt) on the page.</Hint>
      ) : (
        <div className="rounded-md bg-ground p-2 ring-1 ring-line ring-inset">
          <div className="flex items-center gap-2">
            <Captions aria-hidden className="size-4 shrink-0 text-muted" />
            <span className="min-w-0 flex-1 truncate text-sm">{captions.filePath}</span>
            <IconButton
              label="Remove the captions"
              className="size-7"
              onClick={() => store.change((edit) => changeFinish(edit, { captions: null }))}
            >
              <X aria-hidden />
            </IconButton>
          </div>
          <label className="flex min-h-8 items-center gap-2 text-xs">
            <input
              type="checkbox"
              checked={captions.burn}
              onChange={({ currentTarget: { checked: burn } }) =>
                store.change((edit) => changeFinish(edit, { captions: { ...captions, burn } }))
              }
              className="size-4 accent-[var(--live)]"
            />
            Burn into the picture
          </label>
        </div>
      )}
      {captions !== null && <CaptionList />}
    </Part>
  );
}

function ChapterPart() {
  const studio = useStudio();
  const { store, player } = studio;
  const { finish, rendition } = useEdit();
  const go = (time: number) => {
    player.pause();
    player.seek(nearestFrame(gridOf(rendition.fps), time));
  };
  return (
    <Part name="Chapters" adds="Add a chapter here (M)" onAdd={() => markChapter(studio)}>
      {finish.chapters.length === 0 && <Hint>Press M while it plays.</Hint>}
      <ul aria-label="Chapters" className="space-y-1">
        {finish.chapters.map(({ id, time, title }) => (
          <li key={id} className="flex items-center gap-1.5">
            <Button className="min-h-7 px-1.5 font-mono text-xs" look="quiet" onClick={() => go(time)}>
              {clockTime(time)}
            </Button>
            <TextField
              label={`Title of the chapter at ${clockTime(time)}`}
              value={title}
              onChange={(next) => store.change((edit) => changeChapter(edit, id, { title: next }))}
            />
            <IconButton
              label={`Remove ${title}`}
              className="size-7"
              onClick={() => store.change((edit) => removeChapter(edit, id))}
            >
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </Part>
  );
}

const anchors = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
const anchorNames = {
  'top-left': 'Top left',
  'top-right': 'Top right',
  'bottom-left': 'Bottom left',
  'bottom-right': 'Bottom right',
};
const widths = [0.06, 0.12, 0.2, 0.3];

function LogoPart() {
  const studio = useStudio();
  const { store } = studio;
  const { logos } = useEdit().finish;
  return (
    <Part name="Logo" adds="Add a logo" onAdd={() => open(studio, { kind: 'add' })}>
      {logos.length === 0 && <Hint>Drop a picture (PNG, JPEG or WebP) on the page.</Hint>}
      <ul aria-label="Logos" className="space-y-2">
        {logos.map(({ id, filePath, anchor, width }) => (
          <li key={id} className="space-y-2 rounded-md bg-ground p-2 ring-1 ring-line ring-inset">
            <div className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate text-sm">{filePath}</span>
              <IconButton
                label={`Remove ${filePath}`}
                className="size-7"
                onClick={() => store.change((edit) => removeLogo(edit, id))}
              >
                <X aria-hidden />
              </IconButton>
            </div>
            <PickField
              label="Place"
              value={anchor}
              options={anchors.map((value) => ({ value, label: anchorNames[value] }))}
              onChange={(next) =>
                store.change((edit) => changeLogo(edit, id, { anchor: next as (typeof anchors)[number] }))
              }
            />
            <PickField
              label="Width"
              value={String(width)}
              options={widths.map((value) => ({
                value: String(value),
                label: formatPercent(value + 1e-6),
              }))}
              onChange={(next) => store.change((edit) => changeLogo(edit, id, { width: Number(next) }))}
            />
          </li>
        ))}
      </ul>
    </Part>
  );
}
