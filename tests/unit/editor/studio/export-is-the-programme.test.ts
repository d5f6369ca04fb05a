import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/contract/config/parse-config.ts';
import { projectEditSchema, type ProjectEdit } from '../../../../src/contract/project.ts';
import { countFrames } from '../../../../src/timeline/time-model.ts';
import { add, multiply, rational, toNumber } from '../../../../src/timeline/rational.ts';
import { configOf } from '../../../../src/edit/config-of.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import { gridOf, nearestFrame, secondsAt, frameOfTyped, timecode } from '../../../../src/edit/grid.ts';
import { placeAt, programmeOf, takeFrameAt } from '../../../../src/edit/programme.ts';
import { studioEditOf, projectEditOf } from '../../../../src/edit/project-edit.ts';
import { angleOf, shownSeconds, sourceSecondsOf } from '../../../../src/edit/source-time.ts';
import { movieOf } from '../../contract/movie-of.ts';
import { placeViews, viewOf } from '../../timeline/one-view.ts';
import { edits, rates } from './arbitrary-edit.ts';

const follow = { kind: 'follow' } as const;
const identity = { exportId: 'e-1', projectId: 'p-1', projectName: 'Episode' };

function exported(edit: Edit) {
  const parsed = parseConfig(configOf(edit, identity, follow));
  if (!parsed.isOk) throw new Error(JSON.stringify(parsed.problem));
  const { edl, request } = movieOf(parsed.config);
  const { rate } = request;
  return { edl, rate, places: placeViews(edl.clips, rate) };
}

describe('what the studio shows is what an export holds', () => {
  it('every shot owns the same frames', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        const { places } = exported(edit);
        const { starts, total } = programmeOf(edit.shots);
        expect(places.map(({ firstFrame }) => firstFrame)).toEqual(starts);
        expect(countFrames(places)).toBe(total);
      }),
    );
  });

  it('every frame shows the same instant of the same file, to the microsecond', () => {
    fc.assert(
      fc.property(edits, fc.double({ min: 0, max: 0.9999, noNaN: true }), (edit, at) => {
        const { edl, rate, places } = exported(edit);
        const programme = programmeOf(edit.shots);
        const frame = Math.floor(at * programme.total);
        const place = placeAt(programme, frame);
        const angle = place && angleOf(edit, place.shot);
        if (!place || !angle) throw new Error('nothing is shown');
        const index = places.findIndex(({ firstFrame, endFrame }) => frame >= firstFrame && frame < endFrame);
        const [clip, owner] = [edl.clips[index], places[index]];
        if (!clip || !owner) throw new Error('the export has no such frame');
        expect(edl.sources[viewOf(clip).source]?.path).toBe(angle.filePath);
        expect(edl.voices[0]?.clips[index]?.source === undefined).toBe(place.shot.isSilent);
        const byProgramme = add(multiply(rational(frame), rational(rate.den, rate.num)), owner.shift);
        const instant = multiply(byProgramme, viewOf(clip).speed ?? rational(1));
        const grid = gridOf(edit.rendition.fps);
        expect(Math.abs(toNumber(instant) - shownSeconds(angle, place, { frame, grid }))).toBeLessThan(2e-6);
      }),
    );
  });

  it('a camera is where its synchronisation says at the beginning of each shot', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        const grid = gridOf(edit.rendition.fps);
        const programme = programmeOf(edit.shots);
        for (const [index, shot] of edit.shots.entries()) {
          const frame = programme.starts[index] ?? 0;
          const place = placeAt(programme, frame);
          const angle = angleOf(edit, shot);
          if (!place || !angle) throw new Error('nothing is shown');
          const bySync = sourceSecondsOf(angle, takeFrameAt(programme, frame), grid);
          expect(Math.abs(shownSeconds(angle, place, { frame, grid }) - bySync)).toBeLessThan(2e-6);
        }
      }),
    );
  });

  it('nothing is lost on the way to the server and back', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        const saved = projectEditOf(edit, { name: 'Episode', exportIds: ['e-1'] });
        const wire: ProjectEdit = projectEditSchema.parse(JSON.parse(JSON.stringify(saved)));
        expect(studioEditOf(wire)).toEqual(edit);
      }),
    );
  });

  it('without a shot there is nothing to export', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        expect(configOf({ ...edit, shots: [] }, identity, follow)).toBeUndefined();
      }),
    );
  });
});

describe('the grid', () => {
  it('finds every frame again from its seconds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rates), fc.integer({ min: -1e6, max: 1e7 }), (fps, frame) => {
        const grid = gridOf(fps);
        expect(nearestFrame(grid, secondsAt(grid, frame))).toBe(frame);
      }),
    );
  });

  it('counts in hours, minutes, seconds and frames', () => {
    expect(timecode(gridOf(25), 0)).toBe('00:00:00:00');
    expect(timecode(gridOf(25), 25 * 61 + 7)).toBe('00:01:01:07');
    expect(timecode(gridOf(23.976), 24 * 3600)).toBe('01:00:00:00');
  });

  it('drops numbers at 29.97 and 59.94, so that the count keeps up with the clock', () => {
    // The values of SMPTE ST 12-1.
    const codes = [1799, 1800, 1801, 17_981, 17_982, 107_892].map((frame) => timecode(gridOf(29.97), frame));
    expect(codes).toEqual([
      '00:00:59;29',
      '00:01:00;02',
      '00:01:00;03',
      '00:09:59;29',
      '00:10:00;00',
      '01:00:00;00',
    ]);
    expect([3599, 3600, 35_964].map((frame) => timecode(gridOf(59.94), frame))).toEqual([
      '00:00:59;59',
      '00:01:00;04',
      '00:10:00;00',
    ]);
  });

  it('reads a typed time as it writes it, and as people shorten it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rates), fc.nat(5_000_000), (fps, frame) => {
        const grid = gridOf(fps);
        expect(frameOfTyped(grid, timecode(grid, frame), 0)).toBe(frame);
      }),
    );
    const at = (text: string) => frameOfTyped(gridOf(25), text, 100);
    expect(['2:33', '153', ' 1:00:00 ', '1.2', '1,2', '+10', '-2', '−1:00'].map(at)).toEqual([
      ...[3825, 3825, 90_000, 30, 30, 350, 50, -1400],
    ]);
    for (const nonsense of ['', 'abc', '1:', '1:2:3:4:5', '-', '1e3']) expect(at(nonsense)).toBeUndefined();
  });
});
