/** Uploads that an earlier visit of this browser began, so that the same file goes on where it stopped. */
const prefix = 'cutroom-parts::';

interface Remembered {
  readonly id: string;
  readonly name: string;
}

/** The id under which this file was begun at this server; undefined where it was not. */
export function rememberedUpload(endpoint: string, file: File): string | undefined {
  return read(keyOf(endpoint, file))?.id;
}

export function rememberUpload(endpoint: string, file: File, id: string): void {
  const remembered: Remembered = { id, name: file.name };
  try {
    localStorage.setItem(keyOf(endpoint, file), JSON.stringify(remembered));
  } catch {
    // A browser that keeps nothing begins it again.
  }
}

export function forgetUpload(endpoint: string, file: File): void {
  try {
    localStorage.removeItem(keyOf(endpoint, file));
  } catch {
    // There was nothing.
  }
}

/** Names of the files that were begun and did not arrive. */
export function namesOfUnfinished(): readonly string[] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return keys.flatMap((key) => read(key)?.name ?? []);
  } catch {
    return [];
  }
}

function keyOf(endpoint: string, { name, size, type, lastModified }: File): string {
  return [`${prefix}${endpoint}`, name, type, size, lastModified].join('-');
}

function read(key: string): Remembered | undefined {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Remembered> | null;
    return typeof value?.id === 'string' && typeof value.name === 'string'
      ? { id: value.id, name: value.name }
      : undefined;
  } catch {
    return undefined;
  }
}
