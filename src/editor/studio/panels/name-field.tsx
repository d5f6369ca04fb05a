'use client';
import { useEffect, useRef, useState } from 'react';
import { classNames } from '../../components/class-names.ts';

export interface NameFieldProps {
  readonly label: string;
  readonly value: string;
  /** With the new name, or without one where it stays as it was. */
  readonly onClose: (name: string | undefined) => void;
  readonly className?: string;
}

/** A name while it is being changed: Enter keeps it, Escape does not. */
export function NameField({ label, value, onClose, className }: NameFieldProps) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const isClosed = useRef(false);
  const opener = useRef<Element>(null);
  useEffect(() => {
    opener.current ??= document.activeElement;
    input.current?.focus();
    input.current?.select();
  }, []);
  const close = (name: string | undefined) => {
    if (isClosed.current) return;
    isClosed.current = true;
    const trimmed = name?.trim();
    onClose(trimmed === '' || trimmed === value ? undefined : trimmed);
  };
  return (
    <input
      ref={input}
      aria-label={label}
      value={text}
      maxLength={200}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={() => close(text)}
      onKeyDown={({ key }) => {
        if (key !== 'Enter' && key !== 'Escape') return;
        close(key === 'Enter' ? text : undefined);
        if (opener.current instanceof HTMLElement) opener.current.focus();
      }}
      className={classNames(
        'min-h-8 min-w-0 flex-1 rounded-sm bg-ground px-1.5 text-sm ring-1 ring-edge ring-inset',
        className,
      )}
    />
  );
}
