import { z } from 'zod';
import { namedIdPattern } from '../../contract/config/config-limits.ts';
import type { DeliveryQuery } from '../../webhooks/ports.ts';

export const webhookInput = z.object({ id: z.string('must be an id').max(128) });

export const deliveriesInput = z.object({
  limit: z.number().int().min(1).max(200).optional(),
  cursor: z.string().max(128).nullish(),
  jobId: z.string().regex(namedIdPattern, 'must be the id of an export').optional(),
});

export function deliveryQueryFrom(input: z.infer<typeof deliveriesInput> | undefined): DeliveryQuery {
  return {
    limit: input?.limit ?? 50,
    ...(input?.cursor && { cursor: input.cursor }),
    ...(input?.jobId && { jobId: input.jobId }),
  };
}
