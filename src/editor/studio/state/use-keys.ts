'use client';
import { useEffect } from 'react';
import { commandFor } from './keys.ts';
import { useStudio } from './studio-context.ts';

/** Listens to the keys of the studio wherever the focus is, except where keys mean something else. */
export function useKeys(): void {
  const studio = useStudio();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isTakenBy(event)) return;
      const command = commandFor({
        key: event.key,
        shift: event.shiftKey,
        alt: event.altKey,
        command: event.ctrlKey || event.metaKey,
      });
      if (!command) return;
      event.preventDefault();
      command.run(studio, {
        key: event.key,
        shift: event.shiftKey,
        alt: event.altKey,
        command: event.ctrlKey || event.metaKey,
      });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [studio]);
}

const typing = 'input:not([type=range]), textarea, select, [contenteditable=true]';
const layers = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]';

/** Whether the element that has the focus wants this key for itself. */
function isTakenBy(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest(`${typing}, ${layers}`)) return true;
  if (target.matches('[role=slider], [role=tab], [role=radio], input[type=range]')) {
    return event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End';
  }
  // A button that was reached by keyboard is pressed by it; one that was clicked leaves the space bar to the player.
  const isButton = target.closest('button, a, [role=button], summary') !== null;
  return isButton && (event.key === ' ' || event.key === 'Enter') && target.matches(':focus-visible');
}
