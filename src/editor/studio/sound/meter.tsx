'use client';
import { useEffect, useRef } from 'react';
import { useStudio } from '../state/studio-context.ts';

/** Quieter than this, in dB of full scale, nothing is shown. */
const least = -54;
/** The bar falls by so many dB in a second. */
const fallPerSecond = 24;

/** The level of a recording, or of the whole programme, while it plays. Written straight into the page at every tick. */
export function Meter({ label, recordingId }: { readonly label: string; readonly recordingId?: string }) {
  const { player } = useStudio();
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let [shown, before] = [least, 0];
    return player.onTick(() => {
      const now = performance.now();
      const fallen = shown - (fallPerSecond * Math.min(now - before, 1000)) / 1000;
      before = now;
      shown = player.speed === 0 ? least : Math.max(least, fallen, player.levelOf(recordingId));
      const share = Math.min(1, (shown - least) / -least);
      if (bar.current) {
        bar.current.style.transform = `scaleX(${share})`;
        bar.current.dataset['level'] = shown.toFixed(1);
      }
    });
  }, [player, recordingId]);
  return (
    <div role="img" aria-label={label} className="h-1.5 overflow-hidden rounded-full bg-track">
      <div
        ref={bar}
        className="h-full origin-left scale-x-0 bg-linear-to-r from-done from-70% via-live via-90% to-fault"
      />
    </div>
  );
}
