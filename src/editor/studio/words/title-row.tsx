'use client';
import { X } from 'lucide-react';
import type { PlacedTitle } from '../../../contract/project-finish.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { changeTitle, removeTitle } from '../episode/change-words.ts';
import { clockTime } from '../../../edit/grid.ts';
import { PickField } from '../sound/pick-field.tsx';
import { useStudio } from '../state/studio-context.ts';
import { useMoment } from '../state/use-moment.ts';
import { TextField } from './text-field.tsx';

const styles = [
  { value: 'lower-third', label: 'Name, lower third' },
  { value: 'centre', label: 'Headline, centred' },
  { value: 'plain', label: 'Plain, at the bottom' },
] as const;

/** One title: its words, its look, and from when to when it stands. */
export function TitleRow({ title }: { readonly title: PlacedTitle }) {
  const { store } = useStudio();
  const moment = useMoment();
  const { id, text, style, from, to } = title;
  const change = (part: Partial<PlacedTitle>) => store.change((edit) => changeTitle(edit, id, part));
  return (
    <li className="space-y-1.5 rounded-md bg-raised p-2 ring-1 ring-line ring-inset">
      <div className="flex items-start gap-1">
        <TextField
          label="Words of the title"
          value={text}
          lines={2}
          onChange={(next) => change({ text: next })}
        />
        <IconButton
          label="Remove the title"
          className="size-7"
          onClick={() => store.change((edit) => removeTitle(edit, id))}
        >
          <X aria-hidden />
        </IconButton>
      </div>
      <PickField
        label="Look"
        value={style}
        options={styles}
        onChange={(next) => change({ style: next as PlacedTitle['style'] })}
      />
      <div className="flex gap-1">
        <Button
          className="min-h-7 flex-1 px-2 text-xs"
          title="Begin at the playhead"
          onClick={() => change({ from: moment().playhead, to: moment().playhead + to - from })}
        >
          From {clockTime(from)}
        </Button>
        <Button
          className="min-h-7 flex-1 px-2 text-xs"
          title="End at the playhead"
          onClick={() => change({ to: moment().playhead })}
        >
          To {clockTime(to)}
        </Button>
      </div>
    </li>
  );
}
