'use client';
import type { ReactElement } from 'react';
import { Tooltip as Radix } from 'radix-ui';

/** Says what a control does. The control must already have that name for those who cannot see it. */
export function Tooltip({ text, children }: { readonly text: string; readonly children: ReactElement }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={6}
          className="z-50 max-w-72 rounded-md bg-primary px-2 py-1 text-xs text-on-primary shadow-float animate-appear"
        >
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
