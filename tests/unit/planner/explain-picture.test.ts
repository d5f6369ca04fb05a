import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOUNDARY, type PictureIndex } from '../../../src/planner/facts/facts.ts';
import { anyInput, inputOf, known, planned, stream } from './known-sources.ts';
import { viewOf } from '../timeline/one-view.ts';

const gops = (count: number, length: number): PictureIndex =>
  stream(
    Array.from({ length: count }, () => length),
    2,
  );

/** As x264 writes open GOPs: keyframes by the container's word, of which only the first is an IDR. */
function withOpenGops(index: PictureIndex): PictureIndex {
  const boundary = index.boundary.map((kind, packet) =>
    packet > 0 && kind === BOUNDARY.idr ? BOUNDARY.keyframe : kind,
  );
  return { ...index, boundary };
}

/** Every picture a little later than the last, so that they leave the output's grid. */
function unsteady(index: PictureIndex): PictureIndex {
  const pts = index.timing.pts.map((tick) => Math.round(100 * tick * 1.31 + 40 * Math.sin(tick)));
  const timing = { ...index.timing, pts, timebase: { num: 1n, den: 3000n } };
  return { ...index, timing };
}

describe('[P24] a source that could be copied and is not says why', () => {
  it('whose GOPs are open', () => {
    const { reasons } = planned(inputOf([known(withOpenGops(gops(10, 30)))], [[0, 1.1, 6]]));
    expect(reasons).toEqual([
      expect.stringMatching(/ is re-encoded: no keyframe in its clips is known to be an IDR, /),
    ]);
  });

  it('whose clips lie between its keyframes', () => {
    const { reasons } = planned(inputOf([known(gops(2, 300))], [[0, 1.1, 6]]));
    expect(reasons).toEqual([
      expect.stringMatching(/ is re-encoded: its clips hold no keyframe at which .*\.$/),
    ]);
  });

  it('whose clips end soon after their keyframes', () => {
    const { reasons } = planned(inputOf([known(gops(2, 300))], [[0, 9.9, 10.03]]));
    expect(reasons).toEqual([expect.stringMatching(/ too short to be worth a splice\.$/)]);
  });

  it('whose pictures leave the grid of the output', () => {
    const { reasons, spans } = planned(inputOf([known(unsteady(gops(10, 30)))], [[0, 1.1, 6]]));
    expect(spans.every(({ kind }) => kind === 'encode')).toBe(true);
    expect(reasons).toEqual([expect.stringMatching(/ do not fall one on each frame of the output\.$/)]);
  });

  it('and one whose splice did not verify does not: there is a warning for it', () => {
    const input = inputOf([known(gops(10, 30))], [[0, 1.1, 6]]);
    expect(planned({ ...input, encodedClips: new Set([0]) }).reasons).toEqual([]);
  });

  it('in one sentence, whatever the cut list', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { spans, reasons } = planned(input);
        const said = reasons.filter((reason) => reason.includes(' is re-encoded: '));
        const copied = new Set(spans.flatMap((span) => (span.kind === 'copy' ? [span.source] : [])));
        const used = new Set(input.edl.clips.map((clip) => viewOf(clip).source));
        const shown = new Set(
          spans.flatMap((span) =>
            span.kind === 'encode' && span.pictures.kind === 'source' ? [span.pictures.source] : [],
          ),
        );
        const silent = [...used].filter((source) => !copied.has(source) && shown.has(source));
        expect(said.length).toBe(input.request.codec === 'copy' ? silent.length : 0);
      }),
    );
  });
});
