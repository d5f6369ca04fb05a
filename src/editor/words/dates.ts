/** `30 Nov 2026`, as the browser's locale writes it. */
export function formatDate(instant: string): string {
  return new Date(instant).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}
