'use client';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useEdit } from '../state/studio-context.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { CameraTile } from './camera-tile.tsx';
import { ProgrammeView } from './programme-view.tsx';
import { LayoutButtons } from './layout-buttons.tsx';
import { tileGap, tileLayout } from './tile-layout.ts';

/** The programme, and all cameras beside it. */
export function StudioStage({ assets }: { readonly assets: StudioAssets }) {
  const { angles } = useEdit();
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const { columns, width } = tileLayout({ ...size, height: size.height - 44, count: angles.length });
  return (
    <div className="flex min-h-0 flex-1 p-2">
      <div ref={box} className="flex min-h-0 min-w-0 flex-1 gap-2 max-[899px]:flex-col">
        <section
          aria-label="Programme"
          className="flex min-w-0 flex-1 max-[899px]:aspect-video max-[899px]:max-h-[55dvh] max-[899px]:flex-none"
        >
          <ProgrammeView />
        </section>
        <section
          aria-label="Cameras"
          className="grid shrink-0 auto-rows-max content-start overflow-auto p-px max-[899px]:grid-flow-col max-[899px]:auto-cols-[9.5rem] max-[899px]:grid-cols-none! min-[900px]:overflow-x-hidden"
          style={{ gridTemplateColumns: `repeat(${columns}, ${width}px)`, gap: tileGap }}
        >
          {angles.map((angle, index) => (
            <CameraTile key={angle.id} angle={angle} index={index} assets={assets} />
          ))}
          <LayoutButtons />
        </section>
      </div>
    </div>
  );
}

function useSize(box: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 900, height: 500 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      // The borders of the tiles stand outside of them.
      setSize({ width: element.clientWidth, height: element.clientHeight - 2 });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return size;
}
