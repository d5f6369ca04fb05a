import type { Children } from '../../../src/children/open-children.ts';
import { checkSource } from '../../../src/media/reading/check-source.ts';
import type { FootageCheck } from '../../../src/media/reading/tools.ts';

/** Looks at uploads with real programs, where they arrive. */
export function footageWith(children: Children): FootageCheck {
  return { check: (source) => checkSource({ children }, source), isSuspect: async () => false };
}
