'use client';
import { useEffect, useRef, useState } from 'react';
import { Upload } from 'lucide-react';

export interface PageDropProps {
  /** What is said while files are held over the page. */
  readonly says: string;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Takes files dropped anywhere on the page, and shows that it would. */
export function PageDrop({ says, onFiles }: PageDropProps) {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const controller = new AbortController();
    const listen = (
      type: 'dragenter' | 'dragover' | 'dragleave' | 'drop',
      handler: (event: DragEvent) => void,
    ) =>
      // Before those who take what no page takes.
      window.addEventListener(type, handler, { signal: controller.signal, capture: true });
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
      latest.current([...(event.dataTransfer?.files ?? [])]);
    });
    return () => controller.abort();
  }, []);
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-3 z-50 grid place-items-center rounded-2xl border-2 border-dashed border-live bg-ground/90 p-6 animate-appear">
      <p className="flex items-center gap-3 text-center text-lg font-semibold text-balance">
        <Upload aria-hidden className="size-6 shrink-0 text-live-text" />
        {says}
      </p>
    </div>
  );
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}
