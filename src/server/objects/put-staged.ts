import { numberedName } from '../../shared/clean-file-name.ts';
import { lookFor } from '../../storage/fetch-to-file.ts';
import type { ObjectInfo, ObjectStore } from '../../storage/object-store.ts';
import { StorageError } from '../../storage/storage-error.ts';
import type { JoinedUpload } from '../../uploads/parts/part-place.ts';

export interface StagedShelf {
  readonly store: ObjectStore;
  /** What the keys of the library begin with. */
  readonly prefix: string;
  /** Whether a file of the library's folder has the name: that would be found first. */
  readonly isTakenHere: (name: string) => Promise<boolean>;
  /** Told that there is something new. */
  readonly onPut: () => void;
}

/**
 * Copies a whole object of the storage into its library, never in the place of another unless it is to replace that;
 * answers with the name it got. What is there already with the same bytes is not put beside itself.
 */
export async function putStaged(
  { store, prefix, isTakenHere, onPut }: StagedShelf,
  key: string,
  { upload, signal }: { readonly upload: JoinedUpload; readonly signal: AbortSignal },
): Promise<string> {
  const staged = await store.look(key, signal);
  const replaces = upload.replaces && !(await isTakenHere(upload.name));
  for (let number = 1; ; number += 1) {
    signal.throwIfAborted();
    const taken = numberedName(upload.name, number);
    if (await isTakenHere(taken)) continue;
    const there = await lookFor(store, `${prefix}${taken}`, signal);
    if (there && (await hasSameBytes(store, [staged, there], signal))) return taken;
    if (there && !replaces) continue;
    await store.copy(staged, `${prefix}${taken}`, signal);
    const { bytes } = await store.look(`${prefix}${taken}`, signal);
    if (bytes !== staged.bytes) throw new StorageError('ESTSHORT', taken);
    onPut();
    return taken;
  }
}

const pieceBytes = 8 * 2 ** 20;

/** Up to the first difference. */
async function hasSameBytes(
  store: ObjectStore,
  [one, other]: readonly [ObjectInfo, ObjectInfo],
  signal: AbortSignal,
): Promise<boolean> {
  if (one.bytes !== other.bytes) return false;
  for (let start = 0; start < one.bytes; start += pieceBytes) {
    const end = Math.min(one.bytes, start + pieceBytes);
    const [a, b] = await Promise.all(
      [one, other].map(({ key, version }) => store.read(key, { start, end, version }, signal)),
    );
    if (a && b && Buffer.compare(a, b) !== 0) return false;
  }
  return true;
}
