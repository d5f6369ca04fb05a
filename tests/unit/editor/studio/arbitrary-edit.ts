import fc from 'fast-check';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import type { Angle } from '../../../../src/contract/project-angle.ts';
import type { Rendition } from '../../../../src/contract/project.ts';
import { tidied, type Edit } from '../../../../src/edit/edit.ts';

export const rates = [23.976, 24, 25, 29.97, 30, 50, 59.94, 60] as const;

export const rendition: Rendition = {
  format: 'mp4',
  codec: 'copy',
  width: 320,
  height: 180,
  fps: 30,
  includeAudio: true,
};

export function angle(index: number, change: Partial<Angle> = {}): Angle {
  const id = `cam-${index + 1}`;
  return {
    id,
    name: `Camera ${index + 1}`,
    filePath: `${id}.mp4`,
    offsetSeconds: 0,
    driftPpm: 0,
    sync: 'none',
    ...change,
  };
}

const angles = fc.tuple(...[0, 1, 2].map((index) => angleArbitrary(index)));

function angleArbitrary(index: number): fc.Arbitrary<Angle> {
  const offset = fc.integer({ min: -600_000_000, max: 600_000_000 });
  return fc
    .tuple(offset, fc.integer({ min: -200, max: 200 }))
    .map(([micros, driftPpm]) => angle(index, { offsetSeconds: micros / 1e6, driftPpm }));
}

const shot = fc.record({
  angleId: fc.constantFrom('cam-1', 'cam-2', 'cam-3'),
  from: fc.nat(100_000),
  length: fc.integer({ min: 1, max: 200 }),
  isSilent: fc.boolean(),
});

/** Programmes with contiguous switches, jumps, repeats and reorderings, at every usual rate. */
export const edits: fc.Arbitrary<Edit> = fc
  .tuple(angles, fc.array(shot, { minLength: 1, maxLength: 15 }), fc.constantFrom(...rates), fc.boolean())
  .map(([cameras, list, fps, isContiguous]) => {
    let end = 0;
    const shots = list.map(({ length, from, ...rest }) => {
      const at = isContiguous ? end : from;
      end = at + length;
      return { ...rest, from: at, to: end };
    });
    return { angles: cameras, shots: tidied(shots), rendition: { ...rendition, fps }, finish: plainFinish };
  });
