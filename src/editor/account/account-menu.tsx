'use client';
import { useRef } from 'react';
import { usePathname } from 'next/navigation';
import { ChartNoAxesColumn, CircleUser, KeyRound, LogOut, UsersRound } from 'lucide-react';
import { Button } from '../components/button.tsx';
import { Menu, MenuItem, MenuLink } from '../components/menu.tsx';
import type { PageCaller } from '../page-caller.ts';
import { pagePath } from '../page-path.ts';

const pages = [
  { href: '/account', name: 'Account', icon: <KeyRound aria-hidden />, isForAll: true },
  { href: '/usage', name: 'Usage', icon: <ChartNoAxesColumn aria-hidden />, isForAll: true },
  { href: '/people', name: 'People', icon: <UsersRound aria-hidden />, isForAll: false },
] as const;

/** Who is signed in, the pages of accounts, and the way out. */
export function AccountMenu({ caller }: { readonly caller: PageCaller }) {
  const path = usePathname();
  const form = useRef<HTMLFormElement>(null);
  const shown = pages.filter(({ isForAll }) => isForAll || caller.isAdministrator);
  return (
    <>
      {/* A form, not a link: a page of another site can make a browser follow a link. */}
      <form ref={form} method="post" action={pagePath('/logout')} />
      <Menu
        trigger={
          <Button
            look="quiet"
            aria-label={`Account of ${caller.name}`}
            title={caller.name}
            className="size-9 min-h-0 px-0 max-sm:size-10"
          >
            <CircleUser aria-hidden />
          </Button>
        }
      >
        <p className="max-w-64 truncate px-2.5 py-2 text-xs text-muted">{caller.name}</p>
        {shown.map(({ href, name, icon }) => (
          <MenuLink key={href} href={pagePath(href)} icon={icon} isCurrent={path === href}>
            {name}
          </MenuLink>
        ))}
        <MenuItem icon={<LogOut aria-hidden />} onSelect={() => form.current?.requestSubmit()}>
          Sign out
        </MenuItem>
      </Menu>
    </>
  );
}
