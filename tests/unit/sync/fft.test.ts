import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFft, sizeFor } from '../../../src/sync/fft.ts';

const anySignal = fc.integer({ min: 1, max: 6 }).chain((bits) =>
  fc.array(
    fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
    {
      minLength: 2 ** bits,
      maxLength: 2 ** bits,
    },
  ),
);

test('the transform is the sum that defines it, and the inverse leads back', () => {
  fc.assert(
    fc.property(anySignal, (signal) => {
      const size = signal.length;
      const fft = createFft(size);
      const re = Float64Array.from(signal, ([real]) => real);
      const im = Float64Array.from(signal, ([, imaginary]) => imaginary);
      fft.forward(re, im);
      for (let k = 0; k < size; k += 1) {
        let [sumRe, sumIm] = [0, 0];
        signal.forEach(([real, imaginary], n) => {
          const angle = (-2 * Math.PI * k * n) / size;
          sumRe += real * Math.cos(angle) - imaginary * Math.sin(angle);
          sumIm += real * Math.sin(angle) + imaginary * Math.cos(angle);
        });
        expect(re[k]).toBeCloseTo(sumRe, 9);
        expect(im[k]).toBeCloseTo(sumIm, 9);
      }
      fft.inverse(re, im);
      signal.forEach(([real, imaginary], n) => {
        expect((re[n] ?? 0) / size).toBeCloseTo(real, 9);
        expect((im[n] ?? 0) / size).toBeCloseTo(imaginary, 9);
      });
    }),
  );
});

test('sizes are powers of two', () => {
  expect([1, 2, 3, 1000, 1024, 1025].map(sizeFor)).toEqual([2, 2, 4, 1024, 1024, 2048]);
  expect(() => createFft(12)).toThrow('12 is not a power of two');
});
