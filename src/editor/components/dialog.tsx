'use client';
import { useRef, type ReactNode, type RefObject } from 'react';
import { Dialog as Radix } from 'radix-ui';
import { X } from 'lucide-react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

export interface DialogProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Pinned below the content, for actions. */
  readonly footer?: ReactNode;
  /** `wide` has room for pictures; `panel` comes in from the right and is as high as the window. */
  readonly shape?: 'box' | 'wide' | 'panel';
  /** The field that is typed into first; its text is selected. */
  readonly firstField?: RefObject<HTMLInputElement | null>;
}

const shapes = {
  box: 'top-1/2 left-1/2 max-h-[min(44rem,90dvh)] w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 rounded-xl ring-1 ring-line animate-appear',
  wide: 'top-1/2 left-1/2 max-h-[min(52rem,94dvh)] w-[min(60rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 rounded-xl ring-1 ring-line animate-appear',
  panel: 'inset-y-0 right-0 w-full max-w-2xl border-line animate-slide sm:border-l',
};

/** A dialog over the page, open as long as it is rendered. */
export function Dialog({ title, onClose, children, footer, shape = 'box', firstField }: DialogProps) {
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-veil animate-appear" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            focusFirst(event, firstField?.current);
          }}
          onCloseAutoFocus={() => giveBackFocus(opener.current)}
          className={classNames(
            'fixed z-40 flex flex-col bg-panel text-text shadow-float outline-none',
            shapes[shape],
          )}
        >
          <header className="flex items-start justify-between gap-4 border-b border-line py-3 pr-3 pl-5">
            <Radix.Title className="min-w-0 py-1.5 text-base font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close">
                <X aria-hidden />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The dialog is read from its title on; the focus on its first button would open that button's tooltip. */
function focusFirst(event: Event, field: HTMLInputElement | null | undefined): void {
  event.preventDefault();
  if (field) {
    field.focus();
    field.select();
  } else if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/** Radix does this for dialogs that know their button; this one only knows who had the focus. */
function giveBackFocus(opener: Element | null): void {
  if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
}
