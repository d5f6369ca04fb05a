import type { Layout } from '../../../contract/project-finish.ts';
import type { Edit } from '../../../edit/edit.ts';
import { changeFinish } from './change-finish.ts';

export const layoutKinds = ['side', 'grid', 'inset'] as const;
export type LayoutKind = (typeof layoutKinds)[number];

export const layoutNames: Readonly<Record<LayoutKind, string>> = {
  side: 'Side by side',
  grid: 'All cameras',
  inset: 'Picture in picture',
};

/** The layout of a kind, made of the cameras that there are when it is first used. */
export function withLayout(edit: Edit, kind: LayoutKind): Edit {
  const { layouts } = edit.finish;
  if (layouts.some(({ id }) => id === idOfLayout(kind))) return edit;
  return changeFinish(edit, { layouts: [...layouts, layoutOfKind(edit, kind)] });
}

export function idOfLayout(kind: LayoutKind): string {
  return `layout-${kind}`;
}

function layoutOfKind({ angles }: Edit, kind: LayoutKind): Layout {
  const ids = angles.map(({ id }) => id);
  const named = { id: idOfLayout(kind), name: layoutNames[kind] };
  if (kind === 'inset') {
    const inset = { x: 0.7, y: 0.7, width: 0.27, height: 0.27, fit: 'cover' as const };
    const [first = '', second = first] = ids;
    return {
      ...named,
      tiles: [
        { angleId: first, ...full, fit: 'contain' },
        { angleId: second, ...inset },
      ],
    };
  }
  const shown = ids.slice(0, kind === 'side' ? 2 : 16);
  const columns = kind === 'side' ? shown.length : Math.ceil(Math.sqrt(shown.length));
  const rows = Math.ceil(shown.length / columns);
  const tiles = shown.map((angleId, index) => ({
    ...{ angleId, fit: 'cover' as const, width: 1 / columns, height: 1 / rows },
    ...{ x: (index % columns) / columns, y: Math.floor(index / columns) / rows },
  }));
  return { ...named, tiles };
}

const full = { x: 0, y: 0, width: 1, height: 1 } as const;
