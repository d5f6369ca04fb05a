import { open } from 'node:fs/promises';

/** Read from each file at a time; large ones are compared at the speed of the disk. */
const pieceBytes = 4 * 2 ** 20;

/** Whether two files hold the same bytes; false where one of them cannot be read, or is no file. */
export async function hasSameContent(a: string, b: string): Promise<boolean> {
  try {
    await using first = await open(a, 'r');
    await using second = await open(b, 'r');
    const [one, other] = [await first.stat(), await second.stat()];
    if (!other.isFile() || one.size !== other.size) return false;
    const pieces = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)] as const;
    for (let at = 0; at < one.size;) {
      const [left, right] = await Promise.all([
        first.read(pieces[0], 0, pieceBytes, at),
        second.read(pieces[1], 0, pieceBytes, at),
      ]);
      const read = Math.min(left.bytesRead, right.bytesRead);
      if (read === 0 || !pieces[0].subarray(0, read).equals(pieces[1].subarray(0, read))) return false;
      at += read;
    }
    return true;
  } catch {
    return false;
  }
}
