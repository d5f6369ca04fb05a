'use client';
import type { ReactNode, RefObject } from 'react';
import { AlertDialog as Radix } from 'radix-ui';
import { buttonClasses } from './button.tsx';

export interface ConfirmProps {
  readonly title: string;
  /** What will happen, and what cannot be undone. */
  readonly text: ReactNode;
  /** What the button that does it says. */
  readonly action: string;
  /** What the safe answer says. */
  readonly keep?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What has the focus afterwards, if it is still there. */
  readonly focusAfter: RefObject<HTMLElement | null>;
}

/** Asks before something that cannot be undone; the safe answer has the focus. */
export function Confirm({
  title,
  text,
  action,
  keep = 'Keep it',
  onConfirm,
  onClose,
  focusAfter,
}: ConfirmProps) {
  return (
    <Radix.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil animate-appear" />
        <Radix.Content
          onCloseAutoFocus={() => focusAfter.current?.focus()}
          className="fixed top-1/2 left-1/2 z-50 w-[min(26rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 rounded-xl bg-panel p-5 text-text shadow-float ring-1 ring-line animate-appear"
        >
          <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
          <Radix.Description className="mt-2 text-sm text-pretty text-muted">{text}</Radix.Description>
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <Radix.Cancel className={buttonClasses('plain')}>{keep}</Radix.Cancel>
            <Radix.Action className={buttonClasses('danger')} onClick={onConfirm}>
              {action}
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
