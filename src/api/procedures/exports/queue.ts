import { z } from 'zod';
import { resumeInput, trackedBySeq, watchOptionsFrom } from '../../inputs/resume-input.ts';
import { withinSocketCap } from '../../lane/subscription-cap.ts';
import { procedure } from '../../trpc.ts';

/** Every export's changes from now on, or since the last event that a client has seen. */
export const queue = procedure
  .input(z.object(resumeInput).optional())
  .subscription(({ ctx, input, signal }) => {
    const options = watchOptionsFrom(input?.lastEventId, signal);
    return withinSocketCap(ctx, ctx.runtime.exports.watchAll(options), trackedBySeq);
  });
