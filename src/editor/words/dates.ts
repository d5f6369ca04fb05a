/** `30 Nov, 14:32`, as the browser's locale writes it. */
export function formatMoment(instant: string): string {
  const parts = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' } as const;
  return new Date(instant).toLocaleString(undefined, parts);
}

/** `30 Nov 2026`, as the browser's locale writes it. */
export function formatDate(instant: string): string {
  return new Date(instant).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}
