'use client';
import { useEffect, useRef, useState } from 'react';
import { Upload } from 'lucide-react';
import { classNames } from '../components/class-names.ts';

export interface PageDropProps {
  /** What is said while files are held over the page. */
  readonly says: string;
  /** What lies under the pointer stays in sight, because it matters where files are dropped. */
  readonly isAimed?: boolean;
  /** With what they were dropped on. */
  readonly onFiles: (files: readonly File[], target: EventTarget | null) => void;
}

/** Takes files dropped anywhere on the page, and shows that it would. */
export function PageDrop({ says, isAimed = false, onFiles }: PageDropProps) {
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
      latest.current([...(event.dataTransfer?.files ?? [])], event.target);
    });
    return () => controller.abort();
  }, []);
  if (!isOver) return null;
  return (
    <div
      className={classNames(
        'pointer-events-none fixed inset-3 z-50 grid place-items-center rounded-2xl border-2 border-dashed border-live p-6 animate-appear',
        !isAimed && 'bg-ground/90',
      )}
    >
      <p
        className={classNames(
          'flex items-center gap-3 text-center text-lg font-semibold text-balance',
          isAimed && 'rounded-xl bg-raised px-6 py-4 shadow-float ring-1 ring-line',
        )}
      >
        <Upload aria-hidden className="size-6 shrink-0 text-live-text" />
        {says}
      </p>
    </div>
  );
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}
