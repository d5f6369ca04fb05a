'use client';
import { useState, type DragEvent } from 'react';

/** What of ours is being dragged; files from outside carry other kinds. */
const kind = 'application/x-cutroom-row';

export interface DragProps {
  readonly draggable: boolean;
  /** On which side of this row the dragged one would land. */
  readonly 'data-drop': 'above' | 'below' | undefined;
  readonly onDragStart: (event: DragEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
  readonly onDragEnd: () => void;
}

/** Rows that are dragged into another order; `onMove` is told the row's place and the one it gets. */
export function useReorder(onMove: (from: number, to: number) => void): (index: number) => DragProps {
  const [drag, setDrag] = useState<{ readonly from: number; readonly over: number }>();
  return (index) => ({
    draggable: true,
    'data-drop':
      drag === undefined || drag.over !== index || drag.from === index
        ? undefined
        : drag.from < index
          ? 'below'
          : 'above',
    onDragStart: ({ dataTransfer }) => {
      dataTransfer.effectAllowed = 'move';
      dataTransfer.setData(kind, String(index));
      setDrag({ from: index, over: index });
    },
    onDragOver: (event) => {
      if (drag === undefined || !event.dataTransfer.types.includes(kind)) return;
      event.preventDefault();
      if (drag.over !== index) setDrag({ from: drag.from, over: index });
    },
    onDrop: (event) => {
      if (drag === undefined) return;
      event.preventDefault();
      setDrag(undefined);
      if (drag.from !== index) onMove(drag.from, index);
    },
    onDragEnd: () => setDrag(undefined),
  });
}
