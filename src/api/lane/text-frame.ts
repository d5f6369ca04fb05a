const finalText = 0x81;

/** A WebSocket frame (RFC 6455, section 5.2) of a server, which does not mask: one whole text in two parts. */
export function textFrame(head: string, tail: Uint8Array): Buffer {
  const headBytes = Buffer.byteLength(head);
  const length = headBytes + tail.length;
  const start = length < 126 ? 2 : length < 0x1_0000 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = finalText;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(head, start);
  frame.set(tail, start + headBytes);
  return frame;
}
