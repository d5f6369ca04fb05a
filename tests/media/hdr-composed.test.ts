import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import { makeFootage } from './footage/make-footage.ts';
import { makeLogo } from './footage/make-logo.ts';
import type { FootageSpec } from './footage/spec.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { part, readPlanes, type Planes, type Rectangle } from './oracle/planes.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const size = { width: 320, height: 180 };
const film = (transfer: 'smpte2084' | 'arib-std-b67'): FootageSpec => ({
  ...{ camera: 61, frames: 75, rate: { num: 25, den: 1 }, size, codec: 'hevc', pixelFormat: 'yuv420p10le' },
  ...{ audio: false, colour: { primaries: 'bt2020', transfer, matrix: 'bt2020nc', range: 'tv' } },
});

/** ITU-R BT.2408: white of graphics lies at 58 % of PQ and at 75 % of HLG; here of 8 bits in video range. */
const curves = [
  ['PQ', 'smpte2084', 16 + 219 * 0.58],
  ['HLG', 'arib-std-b67', 16 + 219 * 0.75],
] as const;

/** Mean luma of a part of a picture. */
function lumaOf(picture: Planes | undefined, area: Rectangle): number {
  if (!picture) throw new Error('there is no such picture');
  const [luma] = part(picture, area).planes;
  return luma.reduce((sum, value) => sum + value, 0) / luma.length;
}

const all = { x: 0, y: 0, ...size };
const middle = { x: 140, y: 80, width: 40, height: 20 };

describe.each(curves)(
  'what lies over pictures in %s is as bright as white of SDR',
  (name, transfer, white) => {
    let pictures: Planes[] = [];
    const below: Planes[] = [];
    beforeAll(async () => {
      const { path } = await makeFootage(film(transfer));
      const logos = [
        { file: join(studio.folder, `white-${name}.png`), alpha: 1 },
        { file: join(studio.folder, `veil-${name}.png`), alpha: 0.5 },
      ];
      for (const { file, alpha } of logos) await makeLogo(file, { width: 80, height: 40, grey: 255, alpha });
      const [solid, veil] = logos.map(({ file }) => basename(file));
      const overlay = { anchor: 'centre' as const, width: 0.25 };
      const config: ConfigV2Input = {
        ...{ version: 2, id: `over-${name}` },
        sources: [
          { id: 'film', filePath: basename(path) },
          { id: 'solid', filePath: solid ?? '' },
          { id: 'veil', filePath: veil ?? '' },
        ],
        angles: [{ id: 'a', files: ['film'] }],
        shots: [
          { show: 'a', from: 0, to: 2 },
          { show: 'a', from: 1, to: 2, transition: { kind: 'fade-white', seconds: 0.4 } },
        ],
        overlays: [
          { source: 'solid', from: 0.2, to: 0.6, ...overlay },
          { source: 'veil', from: 0.6, to: 1, ...overlay },
        ],
        titles: [{ text: 'HHHH', style: 'centre', from: 1, to: 1.7 }],
        outputs: [{ id: 'master', format: 'mp4', codec: 'copy', ...size, fps: 25, includeAudio: false }],
      };
      const files = [path, ...logos.map(({ file }) => file)];
      const exported = await studio.exportConfig(config, files);
      expect(exported.outcome).toMatchObject({ kind: 'completed', warnings: [] });
      pictures = await readPlanes(exported.path, size);
      below.push(...(await readPlanes(path, size)));
    });

    it('a picture', () => expect(Math.abs(lumaOf(pictures[10], middle) - white)).toBeLessThan(3));

    it('one that is half transparent, by half', () => {
      const expected = (lumaOf(below[20], middle) + white) / 2;
      expect(Math.abs(lumaOf(pictures[20], middle) - expected)).toBeLessThan(4);
    });

    it('words', () => {
      const before = below[34]?.planes[0];
      const letters = (pictures[34]?.planes[0] ?? []).filter(
        (luma, i) => luma > 100 && Math.abs(luma - (before?.[i] ?? 0)) > 24,
      );
      const median = letters.sort()[letters.length >> 1] ?? 0;
      expect(Math.abs(median - white)).toBeLessThan(8);
    });

    it('a fade to white', () => expect(Math.abs(lumaOf(pictures[50], all) - white)).toBeLessThan(3));
  },
);
