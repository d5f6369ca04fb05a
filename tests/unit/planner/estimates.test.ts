import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateSpace } from '../../../src/planner/estimates/estimate-bytes.ts';
import { estimateSeconds, estimateWork } from '../../../src/planner/estimates/estimate-work.ts';
import { anyInput, planned } from './known-sources.ts';

it('[P51] work is the sum of its parts, copies weigh nothing, and more cores never take longer', () => {
  fc.assert(
    fc.property(anyInput, fc.integer({ min: 1, max: 64 }), (input, cores) => {
      const plan = planned(input);
      const { span, sound, mux, verify, total } = estimateWork(plan);
      const weights = plan.spans.map((part) => span(part));
      expect(weights.reduce((sum, weight) => sum + weight, sound + mux + verify)).toBeCloseTo(total, 6);
      plan.spans.forEach(({ kind }, i) => {
        expect((weights[i] ?? 0) > 0).toBe(kind === 'encode');
      });
      expect(estimateSeconds(plan, cores + 1)).toBeLessThanOrEqual(estimateSeconds(plan, cores));
    }),
  );
});

it('[P51] space is never less than what stays', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const facts = input.sources.map((source) => source?.facts);
      const { output, peak, chunks, programme } = estimateSpace(planned(input), facts);
      expect(output).toBeGreaterThan(0);
      expect(peak).toBeGreaterThanOrEqual(output);
      expect(peak).toBeGreaterThanOrEqual(chunks + programme);
    }),
  );
});
