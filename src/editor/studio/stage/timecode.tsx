'use client';
import { useEffect, useRef } from 'react';
import { frameOfTyped, isDropFrame, timecode } from '../../../edit/grid.ts';
import { NameField } from '../panels/name-field.tsx';
import { useStudio, useView } from '../state/studio-context.ts';
import { usePlayer, useProgramme } from '../state/use-playback.ts';

/** Where the playhead is; pressed, where it is to go. */
export function Timecode() {
  const { player, view } = useStudio();
  const { programme, grid } = useProgramme();
  const isTyping = useView(({ isTypingTime }) => isTypingTime);
  const go = (typed: string | undefined) => {
    view.setState({ isTypingTime: false });
    const frame = typed === undefined ? undefined : frameOfTyped(grid, typed, player.frame);
    if (frame === undefined) return;
    player.pause();
    player.seek(frame);
  };
  return (
    <div
      className="flex w-72 items-baseline gap-2 pl-1 font-mono whitespace-nowrap"
      role="group"
      aria-label="Time code"
    >
      {isTyping ? (
        <NameField
          label="Go to"
          value={timecode(grid, player.frame)}
          onClose={go}
          className="w-36 flex-none font-mono text-base"
        />
      ) : (
        <TimeButton />
      )}
      <span className="text-xs text-muted">/ {timecode(grid, programme.total)}</span>
      {isDropFrame(grid) && <span className="font-sans text-[0.6875rem] text-muted">DF</span>}
    </div>
  );
}

/** Written straight into the page at every tick: React would be too much for it. */
function TimeButton() {
  const { player, view } = useStudio();
  const { grid } = useProgramme();
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      const next = timecode(grid, player.frame);
      if (text.current && text.current.textContent !== next) text.current.textContent = next;
    };
    write();
    return player.onTick(write);
  }, [player, grid]);
  // Told to those who do not see it where it stands still.
  const resting = usePlayer((now) => (now.speed === 0 ? timecode(grid, now.frame) : ''));
  const format = isDropFrame(grid)
    ? 'Hours, minutes, seconds; frames. Drop-frame: keeps up with the clock.'
    : 'Hours, minutes, seconds, frames';
  return (
    <button
      type="button"
      title={`Go to a time (G). ${format}`}
      aria-label={`Go to a time, now ${resting}`}
      onClick={() => {
        player.pause();
        view.setState({ isTypingTime: true });
      }}
      className="rounded-sm text-lg font-medium hover:bg-hover"
    >
      <span ref={text} data-testid="timecode" />
    </button>
  );
}
