/** Longer lists cross between threads slice by slice: what arrives whole is built in one go, and holds up the loop. */
const longest = 2000;
/** Lists lie in results or in parts of them; a search any deeper would cost what it saves. */
const deepest = 3;

/** Stands where a long list stood. */
export class LongList {
  readonly isLongList = true;
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

/** A value without its long lists, and those lists. */
export interface Shortened {
  readonly value: unknown;
  readonly lists: readonly (readonly unknown[])[];
}

/** Takes the long lists out of a value of plain objects; other objects stay as they are. */
export function takeLongLists(value: unknown): Shortened {
  const lists: (readonly unknown[])[] = [];
  return { value: shorten(value, 0, lists), lists };
}

function shorten(value: unknown, depth: number, lists: (readonly unknown[])[]): unknown {
  if (Array.isArray(value)) {
    if (value.length <= longest) return value;
    lists.push(value);
    return { ...new LongList(lists.length - 1) };
  }
  if (depth === deepest || !isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, shorten(part, depth + 1, lists)]),
  );
}

/** The slice of a list that begins at `from`. */
export function sliceOf(list: readonly unknown[], from: number): readonly unknown[] {
  return list.slice(from, from + longest);
}

/** Undoes `takeLongLists`. */
export function putLongLists({ value, lists }: Shortened): unknown {
  return lists.length === 0 ? value : restore(value, lists);
}

function restore(value: unknown, lists: Shortened['lists']): unknown {
  if (!isPlain(value)) return value;
  if (value['isLongList'] === true) return lists[Number(value['number'])];
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, restore(part, lists)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
