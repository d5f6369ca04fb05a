'use client';
import { Search } from 'lucide-react';
import { classNames } from './class-names.ts';

export interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
}

export function SearchField({ label, value, onChange, className }: SearchFieldProps) {
  return (
    <label
      className={classNames(
        'flex items-center gap-2 rounded-md bg-ground px-2.5 ring-1 ring-edge ring-inset focus-within:outline-2 focus-within:outline-focus',
        className,
      )}
    >
      <Search aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="sr-only">{label}</span>
      <input
        type="search"
        value={value}
        placeholder="Search"
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        className="min-h-9 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-muted"
      />
    </label>
  );
}
