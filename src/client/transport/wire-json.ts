/** What superjson writes beside the JSON: where a value is of a kind that JSON lacks. */
type Annotations = readonly [kind: string, inner?: Branches] | Branches;
interface Branches {
  readonly [path: string]: Annotations;
}

interface Wire {
  readonly json?: unknown;
  readonly meta?: { readonly values?: Annotations };
}

/**
 * superjson's form on the wire, as far as Cutroom uses it: JSON, `undefined`, dates, and numbers that JSON cannot
 * write. The package itself would be a quarter of what a page loads.
 */
export const wireJson = {
  serialize: (json: unknown): Wire => ({ json }),
  deserialize: (wire: Wire): unknown => {
    const { json, meta } = wire;
    return meta?.values === undefined ? json : revived(json, meta.values);
  },
};

function revived(value: unknown, annotations: Annotations): unknown {
  if (isLeaf(annotations)) {
    const [kind, inner] = annotations;
    return inner === undefined ? revive(kind, value) : revived(value, inner);
  }
  for (const [path, annotation] of Object.entries(annotations)) {
    const keys = keysOf(path);
    const last = keys.pop();
    const owner = keys.reduce((part, key) => part[key] as Fields, value as Fields);
    if (last !== undefined) owner[last] = revived(owner[last], annotation);
  }
  return value;
}

type Fields = Record<string, unknown>;

function isLeaf(annotations: Annotations): annotations is readonly [string, Branches?] {
  return Array.isArray(annotations);
}

function revive(kind: string, value: unknown): unknown {
  if (kind === 'undefined') return undefined;
  if (kind === 'number') return Number(value);
  if (kind === 'Date') return new Date(String(value));
  throw new TypeError(`The server sent a value of a kind that this client does not know: ${kind}.`);
}

/** The keys of a path, between its dots; a backslash takes what follows as it is. */
function keysOf(path: string): string[] {
  const keys = [''];
  for (const [part] of path.matchAll(/\\.|[^\\]/gs)) {
    if (part === '.') keys.push('');
    else keys[keys.length - 1] += part.length > 1 ? part.slice(1) : part;
  }
  return keys;
}
