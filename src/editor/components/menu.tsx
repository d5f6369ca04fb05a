'use client';
import { createContext, useContext, useCallback, useRef, type ReactElement, type ReactNode } from 'react';
import { DropdownMenu as Radix } from 'radix-ui';
import { Check } from 'lucide-react';
import { classNames } from './class-names.ts';

const itemClasses =
  'flex min-h-9 items-center gap-2.5 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-hover max-sm:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0';

/** Called by an entry that moves the focus itself, so that the menu does not take it back. */
const LetFocusMove = createContext<() => void>(() => {});

/** A menu that opens from `trigger`, a button with a name. */
export function Menu({
  trigger,
  children,
}: {
  readonly trigger: ReactElement;
  readonly children: ReactNode;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const isMoved = useRef(false);
  const letFocusMove = useCallback(() => {
    isMoved.current = true;
    // What opens now gives the focus back to whoever has it: the button, not the entry, which is about to go.
    button.current?.focus();
  }, []);
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild ref={button}>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={6}
          onCloseAutoFocus={(event) => {
            if (isMoved.current) event.preventDefault();
            isMoved.current = false;
          }}
          className="z-50 min-w-44 rounded-lg bg-raised p-1 text-text shadow-float ring-1 ring-line animate-appear"
        >
          <LetFocusMove value={letFocusMove}>{children}</LetFocusMove>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly onSelect: () => void;
  readonly isDanger?: boolean;
  /** It opens a field or a dialog, which has the focus from then on. */
  readonly movesFocus?: boolean;
  readonly children: ReactNode;
}

export function MenuItem({ icon, onSelect, isDanger = false, movesFocus = false, children }: MenuItemProps) {
  const letFocusMove = useContext(LetFocusMove);
  const select = () => {
    if (movesFocus) letFocusMove();
    onSelect();
  };
  return (
    <Radix.Item onSelect={select} className={classNames(itemClasses, isDanger && 'text-fault')}>
      {icon}
      {children}
    </Radix.Item>
  );
}

/** An entry that leads to another page. */
export function MenuLink({
  href,
  icon,
  isCurrent,
  children,
}: {
  readonly href: string;
  readonly icon?: ReactNode;
  readonly isCurrent: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Radix.Item asChild>
      <a
        href={href}
        aria-current={isCurrent ? 'page' : undefined}
        className={classNames(itemClasses, isCurrent && 'font-medium')}
      >
        {icon}
        {children}
      </a>
    </Radix.Item>
  );
}

/** Entries of which exactly one is chosen. */
export function MenuChoice({
  value,
  onChange,
  options,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string; readonly icon: ReactNode }[];
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={itemClasses}>
          {option.icon}
          <span className="flex-1">{option.label}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
