'use client';
import { useState } from 'react';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly lines?: number;
  /** What was typed, once; never empty. */
  readonly onChange: (value: string) => void;
}

/** Words that are typed in place; what was typed is one step of the history. */
export function TextField({ label, value, lines = 1, onChange }: TextFieldProps) {
  const [typed, setTyped] = useState<string>();
  const finish = () => {
    if (typed !== undefined && typed.trim() !== '' && typed !== value) onChange(typed);
    setTyped(undefined);
  };
  const look = 'min-h-8 w-full min-w-0 rounded-sm bg-ground px-1.5 py-1 text-sm ring-1 ring-edge ring-inset';
  const shared = { 'aria-label': label, value: typed ?? value, onBlur: finish, className: look };
  if (lines > 1) {
    return (
      <textarea
        {...shared}
        rows={lines}
        maxLength={500}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
    );
  }
  return (
    <input
      {...shared}
      maxLength={200}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
    />
  );
}
