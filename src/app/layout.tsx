import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { iconUrl } from '../editor/icon.ts';
import { themeFrom } from '../editor/theme/theme.ts';
import { Shell } from '../editor/shell.tsx';
import { pageCallerOf } from './page-caller-of.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Cutroom', template: '%s · Cutroom' },
  icons: { icon: iconUrl },
  description: 'Exports of multicam edits, exact to the frame.',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** The chosen theme comes with the page, so it never flashes in the other one and needs no script. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const caller = await pageCallerOf();
  const theme = themeFrom(jar.get('cutroom_theme')?.value);
  return (
    <html lang="en" data-theme={theme}>
      <body>
        <Shell theme={theme} caller={caller} isSignedIn={!caller.hasAccounts && jar.has('cutroom_page')}>
          {children}
        </Shell>
      </body>
    </html>
  );
}
