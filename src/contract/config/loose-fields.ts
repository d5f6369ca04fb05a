/* Looks into configs of any shape: one missing key must not hide what else is wrong. */

/** Something that is wrong between the parts of a config, at a path, in a sentence without its subject. */
export interface CrossIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

export function isOdd(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) % 2 !== 0;
}

/** The items of a list that are objects, with their places in it; none where it is no list. */
export function* itemsOf(list: unknown): Generator<readonly [number, Fields]> {
  if (!Array.isArray(list)) return;
  for (const [index, item] of list.entries()) if (isFields(item)) yield [index, item];
}

export const oddSide = 'must be an even number: 4:2:0 video stores colour for pairs of pixels';
