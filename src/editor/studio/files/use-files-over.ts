'use client';
import { useState, type DragEvent } from 'react';

/** Whether files from outside are held over an element, and what it listens to for that. */
export function useFilesOver() {
  const [isOver, setIsOver] = useState(false);
  return {
    isOver,
    listeners: {
      onDragEnter: ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files') && setIsOver(true),
      onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setIsOver(false);
      },
      onDropCapture: () => setIsOver(false),
    },
  };
}
