/** The WebSocket that a call came over, as far as subscriptions know it. */
export interface EventSocket {
  readonly isOpen: boolean;
  /** Bytes that wait for its reader. */
  readonly bufferedAmount: number;
  /** Sends a whole WebSocket frame as it is, under the same bound as any message; nothing once it is closed. */
  readonly sendFrame: (frame: Uint8Array) => void;
  /** Calls back with the next message that is sent, if it is a text; answers how to call that off. */
  readonly onNextText: (onText: (text: string) => void) => () => void;
}
