/** What the function makes of each, without those of which it makes nothing. */
export async function* mapped<From, To>(
  source: AsyncGenerator<From, void, void>,
  toOut: (value: From) => To | undefined,
): AsyncGenerator<To, void, void> {
  for await (const value of source) {
    const out = toOut(value);
    if (out !== undefined) yield out;
  }
}
