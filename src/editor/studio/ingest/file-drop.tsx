'use client';
import { useEffect, useRef, useState } from 'react';
import { Upload } from 'lucide-react';

/** Takes footage dropped anywhere on the page. */
export function FileDrop({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const [isOver, setIsOver] = useState(false);
  const depth = useRef(0);
  useEffect(() => {
    const change = (by: number) => {
      depth.current = Math.max(0, depth.current + by);
      setIsOver(depth.current > 0);
    };
    const listeners: Record<string, (event: DragEvent) => void> = {
      dragenter: (event) => hasFiles(event) && change(1),
      dragleave: (event) => hasFiles(event) && change(-1),
      dragover: (event) => hasFiles(event) && event.preventDefault(),
      drop: (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        change(-depth.current);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      },
    };
    const entries = Object.entries(listeners) as [string, EventListener][];
    for (const [type, listener] of entries) window.addEventListener(type, listener);
    return () => {
      for (const [type, listener] of entries) window.removeEventListener(type, listener);
    };
  }, [onFiles]);
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-3 z-50 grid place-items-center rounded-2xl border-2 border-dashed border-live bg-ground/90 animate-appear">
      <p className="flex items-center gap-3 text-lg font-semibold">
        <Upload aria-hidden className="size-6 text-live-text" />
        Drop the cameras here
      </p>
    </div>
  );
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}
