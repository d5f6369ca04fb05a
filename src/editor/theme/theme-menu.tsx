'use client';
import { useState } from 'react';
import { Monitor, Moon, Sun } from 'lucide-react';
import { Button } from '../components/button.tsx';
import { Menu, MenuChoice } from '../components/menu.tsx';
import { themeCookie, themeFrom, type Theme } from './theme.ts';

const options = [
  { value: 'system', label: 'System', icon: <Monitor aria-hidden /> },
  { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
];

/** Chooses the theme, at once and for the next visit. */
export function ThemeMenu({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const choose = (text: string) => {
    const chosen = themeFrom(text);
    document.documentElement.dataset['theme'] = chosen;
    document.cookie = themeCookie(chosen);
    setTheme(chosen);
  };
  const current = options.find(({ value }) => value === theme);
  return (
    <Menu
      trigger={
        <Button look="quiet" aria-label="Theme" title="Theme" className="size-9 min-h-0 px-0 max-sm:size-10">
          {current?.icon}
        </Button>
      }
    >
      <MenuChoice value={theme} onChange={choose} options={options} />
    </Menu>
  );
}
