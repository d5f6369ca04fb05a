/** Bytes taken one chunk at a time, kept within a bound. */
export interface ByteCollector {
  push(chunk: Uint8Array): void;
  bytes(): Buffer;
  /** Something was dropped. */
  isTruncated(): boolean;
}

/** Keeps the last `maxBytes`. */
export function keepTail(maxBytes: number): ByteCollector {
  let kept: Uint8Array[] = [];
  let size = 0;
  let isTruncated = false;
  const shorten = (): void => {
    if (size > maxBytes) isTruncated = true;
    const tail = Buffer.concat(kept).subarray(-maxBytes);
    kept = [tail];
    size = tail.length;
  };
  return {
    push: (chunk) => {
      kept.push(chunk);
      size += chunk.length;
      // Joining only now and then keeps a flood of tiny chunks linear.
      if (size > 4 * maxBytes || kept.length > 1024) shorten();
    },
    bytes: () => (shorten(), Buffer.concat(kept)),
    isTruncated: () => isTruncated || size > maxBytes,
  };
}

/** Keeps the first `maxBytes`. */
export function keepHead(maxBytes: number): ByteCollector {
  const kept: Uint8Array[] = [];
  let size = 0;
  let isTruncated = false;
  return {
    push: (chunk) => {
      const head = chunk.subarray(0, maxBytes - size);
      if (head.length < chunk.length) isTruncated = true;
      if (head.length > 0) kept.push(head);
      size += head.length;
    },
    bytes: () => Buffer.concat(kept),
    isTruncated: () => isTruncated,
  };
}

/** As text; a character that the cut went through is left out. */
export function tailText(tail: ByteCollector): string {
  const text = tail.bytes().toString('utf8');
  return tail.isTruncated() ? text.replace(/^\uFFFD+/, '') : text;
}
