/** Items of a list that are written in one go: a few tenths of a millisecond. */
const itemsAtOnce = 500;

/**
 * The text that `JSON.stringify` makes of a plain object, piece by piece: where its lists are long, whoever writes it
 * does something else in between.
 */
export function* jsonPieces(value: object): Generator<string> {
  let before = '{';
  for (const [key, part] of Object.entries(value)) {
    const head = `${before}${JSON.stringify(key)}:`;
    if (Array.isArray(part) && part.length > itemsAtOnce) {
      yield* listPieces(head, part);
      before = ',';
      continue;
    }
    const text: string | undefined = JSON.stringify(part);
    if (text === undefined) continue;
    yield head + text;
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

function* listPieces(head: string, list: readonly unknown[]): Generator<string> {
  yield `${head}[`;
  for (let from = 0; from < list.length; from += itemsAtOnce) {
    const items = JSON.stringify(list.slice(from, from + itemsAtOnce)).slice(1, -1);
    yield from === 0 ? items : `,${items}`;
  }
  yield ']';
}
