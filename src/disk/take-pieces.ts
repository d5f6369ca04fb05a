import { setImmediate as nextTurn } from 'node:timers/promises';

/** After a piece of so many characters the loop has its turn. */
const longCharacters = 8000;

/** Hands on the pieces of a text; whatever else there is to do is done between long ones. */
export async function takePieces(pieces: Iterable<string>, take: (piece: string) => void): Promise<void> {
  for (const piece of pieces) {
    take(piece);
    if (piece.length > longCharacters) await nextTurn();
  }
}
