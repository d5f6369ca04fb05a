import { expect, test } from 'vitest';
import { requireMemory } from '../../../src/render/admission/require-memory.ts';

const fourK = [{ encoder: 'libx264', makes: 'H.264', memoryBytes: 1.63e9 }];

test('an encoder that does not fit is refused with both numbers and what to do', () => {
  expect(() => requireMemory(fourK, { bytes: 1e9, bound: 'group' })).toThrow(
    'Encoding pictures of this size takes about 1.6 GB of memory, and the container or service has 1.0 GB.',
  );
});

test('one that fits is not, and copying takes none', () => {
  requireMemory(fourK, { bytes: 4e9, bound: 'group' });
  requireMemory([], { bytes: 1e8, bound: 'machine' });
});
