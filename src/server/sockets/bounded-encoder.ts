import { plainBody } from '../../api/bodies/body-bounds.ts';
import { exceeds } from '../../api/bodies/json-meter.ts';
import { jsonEncoder, type Encoder } from '@trpc/server/adapters/ws';

/** Calls in one frame; tRPC's own client sends far fewer. */
const maxCallsPerFrame = 32;

/** JSON, with a bound on how much work one frame may ask for. A frame that asks for more is not understood. */
export const boundedEncoder: Encoder = {
  encode: (data) => jsonEncoder.encode(data),
  decode: (data) => {
    const excess = exceeds(typeof data === 'string' ? data : '', plainBody);
    if (excess !== undefined) throw new RangeError(`The frame ${excess}.`);
    const message = jsonEncoder.decode(data);
    if (Array.isArray(message) && message.length > maxCallsPerFrame) {
      throw new RangeError(`One frame may hold ${maxCallsPerFrame} calls at most.`);
    }
    return message;
  },
};
