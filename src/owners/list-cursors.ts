import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/** Where a list of exports goes on, as one viewer may be told. */
export interface ListCursors {
  readonly out: (cursor: string) => string;
  /** Text that is no cursor of this viewer's stands for no page. */
  readonly in: (text: string) => string;
}

const algorithm = 'aes-128-ecb';
const cursorBytes = 8;

/**
 * Inside, a cursor counts the exports of everybody: two of them, told as they are, would say how many others have made in
 * between. So each is one enciphered block, the same for the same place, also after a restart.
 */
export function createListCursors(secret: string, viewer: string): ListCursors {
  const key = createHmac('sha256', secret).update(`cursors of ${viewer}`).digest().subarray(0, 16);
  return {
    out: (cursor) => {
      const block = Buffer.alloc(2 * cursorBytes);
      block.writeBigUInt64BE(BigInt(cursor));
      return through(createCipheriv(algorithm, key, null), block).toString('base64url');
    },
    in: (text) => {
      const sent = Buffer.from(text, 'base64url');
      if (sent.length !== 2 * cursorBytes) return noCursor;
      const block = through(createDecipheriv(algorithm, key, null), sent);
      return block.subarray(cursorBytes).every((byte) => byte === 0)
        ? String(block.readBigUInt64BE())
        : noCursor;
    },
  };
}

/** Lists refuse it. */
const noCursor = 'none';

function through(cipher: ReturnType<typeof createCipheriv>, block: Buffer): Buffer {
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}
