'use client';
import type { ReactNode } from 'react';
import { usePathname } from 'next/navigation';
import { Tooltip } from 'radix-ui';
import { CutroomProvider } from '../client/react.ts';
import { AccountMenu } from './account/account-menu.tsx';
import { classNames } from './components/class-names.ts';
import { HandoverProvider } from './submit/dropped.tsx';
import { ToastProvider } from './components/toast.tsx';
import { ThemeMenu } from './theme/theme-menu.tsx';
import type { Theme } from './theme/theme.ts';
import { Wordmark } from './wordmark.tsx';
import type { PageCaller } from './page-caller.ts';
import { pagePath } from './page-path.ts';

interface BarProps {
  readonly theme: Theme;
  readonly caller: PageCaller;
  /** The server asks for its access token, and this browser has a session. */
  readonly isSignedIn: boolean;
}

/** What surrounds every page: the connection to the server, the bar at the top, and messages in passing. */
export function Shell({ children, ...bar }: BarProps & { readonly children: ReactNode }) {
  // The studio needs the whole window and brings its own bar.
  const isStudio = usePathname().startsWith('/studio/');
  return (
    <CutroomProvider url={pagePath('')}>
      <Tooltip.Provider delayDuration={400}>
        <ToastProvider>
          <HandoverProvider>
            <a
              href="#content"
              className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-sm text-on-primary focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
            >
              Skip to the content
            </a>
            {!isStudio && <TopBar {...bar} />}
            <main id="content" className={isStudio ? undefined : 'mx-auto max-w-6xl px-4 pb-24 sm:px-6'}>
              {children}
            </main>
          </HandoverProvider>
        </ToastProvider>
      </Tooltip.Provider>
    </CutroomProvider>
  );
}

const places = [
  { href: '/projects', name: 'Projects' },
  { href: '/library', name: 'Library' },
  { href: '/exports', name: 'Exports' },
  { href: '/webhooks', name: 'Webhooks' },
] as const;

function TopBar({ theme, caller, isSignedIn }: BarProps) {
  const path = usePathname();
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-ground/90 backdrop-blur-md">
      <div className="mx-auto flex h-14 max-w-6xl items-center gap-1 px-4 sm:gap-6 sm:px-6">
        <Wordmark />
        <nav
          aria-label="Pages"
          className="flex min-w-0 gap-1 overflow-x-auto whitespace-nowrap [scrollbar-width:none] max-sm:ml-auto"
        >
          {places.map(({ href, name }) => (
            <a
              key={href}
              href={pagePath(href)}
              aria-current={path === href ? 'page' : undefined}
              className={classNames(
                'rounded-md px-2.5 py-1.5 text-sm text-muted transition-colors hover:text-text max-sm:px-1.5 max-sm:text-[0.8125rem]',
                path === href && 'font-medium text-text',
              )}
            >
              {name}
            </a>
          ))}
        </nav>
        <div className="flex shrink-0 items-center gap-1 sm:ml-auto">
          {isSignedIn && <SignOut />}
          {caller.hasAccounts && <AccountMenu caller={caller} />}
          <ThemeMenu initial={theme} />
        </div>
      </div>
    </header>
  );
}

/** A form, not a link: a page of another site can make a browser follow a link. */
function SignOut() {
  return (
    <form method="post" action={pagePath('/logout')}>
      <button className="rounded-md px-2.5 py-1.5 text-sm text-muted transition-colors hover:text-text">
        Sign out
      </button>
    </form>
  );
}
