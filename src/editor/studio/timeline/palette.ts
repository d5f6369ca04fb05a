/** The page's colours as a canvas needs them. */
export interface Palette {
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  readonly edge: string;
  readonly track: string;
  readonly text: string;
  readonly muted: string;
  readonly live: string;
  readonly liveText: string;
  readonly focus: string;
  /** By place of the angle; beyond the last one they begin again. */
  readonly cameras: readonly string[];
  readonly font: string;
}

const cameraCount = 8;

/** Reads the colours in force on an element. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: read('--ground'),
    panel: read('--panel'),
    line: read('--line'),
    edge: read('--edge'),
    track: read('--track'),
    text: read('--text'),
    muted: read('--muted'),
    live: read('--live'),
    liveText: read('--live-text'),
    focus: read('--focus'),
    cameras: Array.from({ length: cameraCount }, (_, index) => read(`--cam-${index + 1}`)),
    font: style.fontFamily,
  };
}

/** Calls back when the theme changes, by choice or by the device; returns how to stop. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const device = matchMedia('(prefers-color-scheme: light)');
  device.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    device.removeEventListener('change', listener);
  };
}

/** The colour of the angle at a place in the order. */
export function paletteColour({ cameras }: Palette, index: number): string {
  return cameras[Math.max(0, index) % cameras.length] ?? '#888';
}
