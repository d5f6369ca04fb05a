'use client';
import { useEffect, useState, type RefObject } from 'react';

/** Rows beyond the window on either side that are there already when one scrolls. */
const spare = 12;

export interface RowWindow {
  readonly first: number;
  readonly count: number;
}

/** Which rows of a list are in sight: of twenty thousand only these are rendered. `rowHeight` in pixels. */
export function useRowWindow(
  box: RefObject<HTMLElement | null>,
  { rows, rowHeight }: { readonly rows: number; readonly rowHeight: number },
): RowWindow {
  const [range, setRange] = useState<RowWindow>({ first: 0, count: 40 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - spare);
      const count = Math.ceil(element.clientHeight / rowHeight) + 2 * spare;
      setRange((now) => (now.first === first && now.count === count ? now : { first, count }));
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [box, rows, rowHeight]);
  return range;
}
