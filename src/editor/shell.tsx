'use client';
import type { ReactNode } from 'react';
import { Tooltip } from 'radix-ui';
import { CutroomProvider } from '../client/react.ts';
import { ToastProvider } from './components/toast.tsx';
import { ThemeMenu } from './theme/theme-menu.tsx';
import type { Theme } from './theme/theme.ts';
import { Wordmark } from './wordmark.tsx';

/** What surrounds every page: the connection to the server, the bar at the top, and messages in passing. */
export function Shell({ theme, children }: { readonly theme: Theme; readonly children: ReactNode }) {
  return (
    <CutroomProvider>
      <Tooltip.Provider delayDuration={400}>
        <ToastProvider>
          <a
            href="#content"
            className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-sm text-on-primary focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
          >
            Skip to the content
          </a>
          <header className="sticky top-0 z-20 border-b border-line bg-ground/90 backdrop-blur-md">
            <div className="mx-auto flex h-14 max-w-6xl items-center justify-between gap-4 px-4 sm:px-6">
              <Wordmark />
              <ThemeMenu initial={theme} />
            </div>
          </header>
          <main id="content" className="mx-auto max-w-6xl px-4 pb-24 sm:px-6">
            {children}
          </main>
        </ToastProvider>
      </Tooltip.Provider>
    </CutroomProvider>
  );
}
