import { clsx, type ClassValue } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Joins class names; where two set the same thing the later one wins. */
export function classNames(...values: readonly ClassValue[]): string {
  return twMerge(clsx(values));
}
