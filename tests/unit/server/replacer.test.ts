import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReplacer } from '../../../src/server/pages/replacer.ts';

const from = '/-made-up-';

test('what is replaced in pieces is what is replaced in one, wherever the pieces end', () => {
  const text = fc.array(fc.constantFrom(from, from.slice(0, 4), '/', '-', 'é', 'a"</script>'), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat(60)),
      fc.constantFrom('', '/cutroom', '/a/much/longer/path'),
      (parts, cuts, to) => {
        const whole = Buffer.from(parts.join(''));
        const replacer = createReplacer(from, to);
        const ends = [...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
        const sent = ends.map((end, index) =>
          replacer.take(whole.subarray(ends[index - 1] ?? 0, end)).toString('latin1'),
        );
        const got = Buffer.from([...sent, replacer.rest().toString('latin1')].join(''), 'latin1').toString();
        expect(got).toBe(whole.toString().replaceAll(from, to));
      },
    ),
  );
});
