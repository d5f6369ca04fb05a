/** Bytes of one element or several, in parts. */
export type Ebml = readonly Uint8Array[];

/** An element: its id as it is written, a size of eight bytes, and what it holds. */
export function element(id: number, ...content: readonly (Uint8Array | Ebml)[]): Ebml {
  const parts = content.flatMap((part) => (part instanceof Uint8Array ? [part] : part));
  return [elementHead(id, lengthOf(parts)), ...parts];
}

/** The id and the size of an element of so many bytes. */
export function elementHead(id: number, size: number): Uint8Array {
  const bytes = idBytes(id);
  const head = new Uint8Array(bytes.length + 8);
  head.set(bytes);
  new DataView(head.buffer).setBigUint64(bytes.length, (1n << 56n) | BigInt(size));
  return head;
}

export function lengthOf(parts: Ebml): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** A whole number in eight bytes, so that sizes do not depend on values. */
export function uint(id: number, value: number): Ebml {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return element(id, bytes);
}

export function float(id: number, value: number): Ebml {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return element(id, bytes);
}

export function text(id: number, value: string): Ebml {
  return element(
    id,
    Uint8Array.from(value, (letter) => letter.charCodeAt(0)),
  );
}

function idBytes(id: number): number[] {
  const bytes = [id >>> 24, (id >>> 16) & 255, (id >>> 8) & 255, id & 255];
  return bytes.slice(bytes.findIndex((byte) => byte !== 0));
}
