/** The recording whose row files were dropped on; undefined where they were dropped anywhere else. */
export function droppedOn(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<HTMLElement>('[data-recording]')?.dataset['recording'];
}
