'use client';
import { useEffect, useState } from 'react';
import { FileJson2 } from 'lucide-react';

/** Takes files dropped anywhere on the page, and shows that it would. */
export function DropZone({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const listen = (
      type: 'dragenter' | 'dragover' | 'dragleave' | 'drop',
      handler: (event: DragEvent) => void,
    ) => window.addEventListener(type, handler, { signal: controller.signal });
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    listen('dragenter', over);
    listen('dragover', over);
    // Leaving an element for its neighbour is no leaving; leaving the window names no neighbour.
    listen('dragleave', (event) => event.relatedTarget === null && setIsOver(false));
    listen('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      onFiles([...(event.dataTransfer?.files ?? [])]);
    });
    return () => controller.abort();
  }, [onFiles]);
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-veil p-6 backdrop-blur-xs animate-appear">
      <p className="flex flex-col items-center gap-3 rounded-2xl border-2 border-dashed border-live bg-panel px-12 py-10 text-lg font-medium shadow-float">
        <FileJson2 aria-hidden className="size-8 text-live" />
        Drop to export
      </p>
    </div>
  );
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
