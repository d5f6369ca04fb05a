'use client';
import { useEffect } from 'react';
import { commandFor } from './keys.ts';
import { useStudio } from './studio-context.ts';

/** Listens to the keys of the studio wherever the focus is, except where keys mean something else. */
export function useKeys(): void {
  const studio = useStudio();
  useEffect(() => {
    const hand = { isTabbing: false };
    const onPointer = () => {
      hand.isTabbing = false;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Tab') hand.isTabbing = true;
      if (event.defaultPrevented || event.isComposing || isTakenBy(event, hand)) return;
      const press = {
        key: event.key,
        shift: event.shiftKey,
        alt: event.altKey,
        command: event.ctrlKey || event.metaKey,
      };
      const command = commandFor(press);
      if (!command) return;
      event.preventDefault();
      if (!hand.isTabbing) letGoOfButton(event.target);
      command.run(studio, press);
    };
    window.addEventListener('pointerdown', onPointer, true);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('pointerdown', onPointer, true);
      window.removeEventListener('keydown', onKey);
    };
  }, [studio]);
}

const typing = 'input:not([type=range]), textarea, select, [contenteditable]:not([contenteditable=false])';
const layers = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]';
const buttons = 'button, a, [role=button], summary';

/** Whether a key belongs to the element that has the focus, or to a dialog or menu, wherever the focus is. */
function isTakenBy({ target, key }: KeyboardEvent, { isTabbing }: { readonly isTabbing: boolean }): boolean {
  if (document.querySelector(layers) !== null) return true;
  if (!(target instanceof Element)) return false;
  if (target.closest(typing)) return true;
  if (target.matches('[role=slider], [role=separator], [role=tab], [role=radio], input[type=range]')) {
    return key.startsWith('Arrow') || key === 'Home' || key === 'End';
  }
  // Whoever walks from button to button presses them by key; a button that was clicked leaves its keys to the player.
  return isTabbing && (key === ' ' || key === 'Enter') && target.closest(buttons) !== null;
}

/** Browsers press a focused button when the space bar comes up again, whatever became of its going down. */
function letGoOfButton(target: EventTarget | null): void {
  if (target instanceof HTMLElement && target.closest(buttons) !== null) target.blur();
}
