import type { PlacedTitle } from '../../../contract/project-finish.ts';

/** Seconds in which a title comes and goes, as in exports. */
const fadeSeconds = 0.25;
const family = '"Noto Sans", sans-serif';

type Style = PlacedTitle['style'] | 'caption';

/** What is left free, in shares of the frame: more where it is upright, as exports do. */
function marginsOf({ width, height }: { readonly width: number; readonly height: number }): {
  readonly side: number;
  readonly below: number;
} {
  return height > width ? { side: 0.1, below: 0.2 } : { side: 0.06, below: 0.08 };
}

export interface DrawnWords {
  readonly text: string;
  readonly style: Style;
  /** Seconds of the programme. */
  readonly from: number;
  readonly to: number;
}

/** Sizes in shares of the frame's unit, as exports draw them. */
const sizes: Readonly<Record<Style, number>> = {
  'lower-third': 0.052,
  centre: 0.09,
  plain: 0.052,
  caption: 0.05,
};

/** Draws words where and as large as an export has them. */
export function drawWords(canvas: CanvasRenderingContext2D, words: DrawnWords, seconds: number): void {
  const { width, height } = canvas.canvas;
  const unit = Math.min(height, width * 1.2);
  const opacity = words.style === 'caption' ? 1 : opacityAt(words, seconds);
  const lines = words.text.split(/\r?\n/).map((line) => line.trim());
  canvas.save();
  canvas.globalAlpha = opacity;
  if (words.style === 'lower-third') drawLowerThird(canvas, lines, unit);
  else drawCentred(canvas, { lines, style: words.style, unit });
  canvas.restore();
}

function opacityAt({ from, to }: DrawnWords, seconds: number): number {
  const length = Math.min(fadeSeconds, (to - from) / 3);
  return Math.max(0, Math.min(1, (seconds - from) / length, (to - seconds) / length));
}

/** The first line is the name, the others what he or she is; all on one dark ground. */
function drawLowerThird(canvas: CanvasRenderingContext2D, lines: readonly string[], unit: number): void {
  const { width, height } = canvas.canvas;
  const { side, below } = marginsOf({ width, height });
  const pad = unit * 0.016;
  const [left, bottom] = [width * side, height * (1 - below) - pad];
  const sized = lines.map((text, index) => {
    const size = unit * (index === 0 ? 0.052 : 0.036);
    const font = `${index === 0 ? 700 : 400} ${size}px ${family}`;
    canvas.font = font;
    return { text, font, lineHeight: size * 1.3, width: canvas.measureText(text).width };
  });
  const wide = Math.max(...sized.map((line) => line.width));
  const high = sized.reduce((sum, { lineHeight }) => sum + lineHeight, 0);
  canvas.textBaseline = 'middle';
  canvas.fillStyle = 'rgb(0 0 0 / 0.55)';
  canvas.fillRect(left - pad, bottom - high - pad, wide + 2 * pad, high + 2 * pad);
  canvas.fillStyle = '#fff';
  let top = bottom - high;
  for (const { text, font, lineHeight } of sized) {
    canvas.font = font;
    canvas.fillText(text, left, top + lineHeight / 2);
    top += lineHeight;
  }
}

interface Centred {
  readonly lines: readonly string[];
  readonly style: Exclude<Style, 'lower-third'>;
  readonly unit: number;
}

function drawCentred(canvas: CanvasRenderingContext2D, { lines, style, unit }: Centred): void {
  const { width, height } = canvas.canvas;
  const weight = style === 'centre' ? 700 : 400;
  const widest = (size: number) => {
    canvas.font = `${weight} ${size}px ${family}`;
    return Math.max(1, ...lines.map((line) => canvas.measureText(line).width));
  };
  const usual = unit * sizes[style];
  const { side, below } = marginsOf({ width, height });
  const size = Math.min(usual, (usual * width * (1 - 2 * side)) / widest(usual));
  widest(size);
  const line = size * 1.3;
  const end = style === 'centre' ? (height + lines.length * line) / 2 : height * (1 - below);
  const top = end - lines.length * line;
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  canvas.lineJoin = 'round';
  canvas.lineWidth = size * 0.12;
  for (const [index, text] of lines.entries()) {
    const y = top + (index + 0.5) * line;
    canvas.strokeStyle = '#101010';
    canvas.strokeText(text, width / 2, y);
    canvas.fillStyle = '#fff';
    canvas.fillText(text, width / 2, y);
  }
}
