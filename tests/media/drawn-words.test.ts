import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsScript } from '../../src/ffmpeg/pictures/words-script.ts';
import type { PictureFormat, ShownWords } from '../../src/planner/plan/plan.ts';
import { rational } from '../../src/timeline/rational.ts';
import { runMediaTool } from './footage/run-media-tool.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-words-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const colour = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' } as const;
const format = (width: number, height: number) =>
  ({ width, height, pixelAspect: rational(1), rate: rational(30), colour }) as PictureFormat;

/** The share of a black frame that words take, from its left to its right edge and from its top to its bottom. */
async function drawn(words: Pick<ShownWords, 'text' | 'style'>, [width, height]: readonly [number, number]) {
  const script = join(folder, 'words.ass');
  await writeFile(script, wordsScript([{ ...words, from: -1, to: 5 }], format(width, height)));
  const { stdout } = await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', `color=white:s=${width}x${height}:r=30`],
    ...['-vf', `ass=${script},format=gray`, '-frames:v', '1', '-f', 'rawvideo', '-'],
  ]);
  const [columns, rows]: [number[], number[]] = [[], []];
  stdout.forEach((value, i) => {
    if (value > 200) return;
    columns.push(i % width);
    rows.push(Math.floor(i / width));
  });
  const span = (values: readonly number[], of: number) => {
    const [least, most] = values.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [of, 0],
    );
    return { from: least / of, to: (most + 1) / of };
  };
  return { across: span(columns, width), down: span(rows, height) };
}

const long = {
  Japanese: '日本語の字幕がここに表示されます。これは長い文章なので二行になるはずです。読めますか。',
  Thai: 'สวัสดีชาวโลกนี่คือข้อความภาษาไทยที่ยาวมากและไม่มีช่องว่างระหว่างคำเลยแม้แต่น้อย',
  'one word': 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  capitals: 'WOLFESCHLEGELSTEINHAUSENBERGERDORFF\nPROFESSOR OF EXTREMELY LONG TITLES AND OTHER THINGS',
  words: 'Hello there, this is a somewhat long text that has to be broken over lines and still be read',
};
const cases = Object.keys(long).flatMap((name) =>
  (['lower-third', 'centre', 'plain', 'caption'] as const).flatMap((style) =>
    [[1080, 1920] as const, [1280, 720] as const].map((size) => ({
      name: name as keyof typeof long,
      style,
      size,
    })),
  ),
);

// Where a font has no sign, the box in its place has a width, too.
describe('words stay within the picture', () => {
  it.each(cases)('$name as $style at $size', async ({ name, style, size }) => {
    const { across, down } = await drawn({ text: long[name], style }, size);
    const isUpright = size[1] > size[0];
    const [upright, below] = isUpright ? [0.07, 0.19] : [0.03, 0.06];
    // Fonts without Thai draw boxes for its vowel signs, too, which have no width of their own.
    const side = name === 'Thai' ? 0.02 : upright;
    expect(across.from).toBeGreaterThan(side);
    expect(across.to).toBeLessThan(1 - side);
    expect(down.from).toBeGreaterThan(0.05);
    expect(down.to).toBeLessThan(1 - below);
  });
});

it('a name and what he or she does stand on one ground, evenly dark', async () => {
  const script = join(folder, 'name.ass');
  const words = { text: 'Jane Doe\nHost of the show', style: 'lower-third' as const, from: -1, to: 5 };
  await writeFile(script, wordsScript([words], format(640, 360)));
  const { stdout } = await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'color=white:s=640x360:r=30', '-vf', `ass=${script},format=gray`],
    ...['-frames:v', '1', '-f', 'rawvideo', '-'],
  ]);
  // Just inside of its left edge there are no letters.
  const column = Array.from({ length: 360 }, (_, y) => stdout[y * 640 + 36] ?? 0);
  const dark = column.filter((value) => value < 200);
  expect(dark.length).toBeGreaterThan(30);
  expect(Math.max(...dark) - Math.min(...dark)).toBeLessThan(8);
});
