import { jsonEncoder, type Encoder } from '@trpc/server/adapters/ws';

/** Calls in one frame; tRPC's own client sends far fewer. */
const maxCallsPerFrame = 32;

/** JSON, with a bound on how much work one frame may ask for. A frame that asks for more is not understood. */
export const boundedEncoder: Encoder = {
  encode: (data) => jsonEncoder.encode(data),
  decode: (data) => {
    const message = jsonEncoder.decode(data);
    if (Array.isArray(message) && message.length > maxCallsPerFrame) {
      throw new RangeError(`One frame may hold ${maxCallsPerFrame} calls at most.`);
    }
    return message;
  },
};
