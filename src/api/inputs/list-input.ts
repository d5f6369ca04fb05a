import { z } from 'zod';
import { exportStates } from '../../contract/exports/status.ts';
import type { ExportQuery } from '../../jobs/ports.ts';

const defaultLimit = 50;

export const listInput = z.object({
  limit: z.number().int().min(1).max(200).optional(),
  cursor: z.string().max(256).nullish(),
  /** Part of the project's name or of the id; upper and lower case are the same. */
  search: z.string().max(200).optional(),
  states: z.array(z.enum(exportStates)).max(exportStates.length).optional(),
});

export function queryFrom(input: z.infer<typeof listInput> | undefined): ExportQuery {
  return {
    limit: input?.limit ?? defaultLimit,
    ...(input?.cursor && { cursor: input.cursor }),
    ...(input?.search && { search: input.search }),
    ...(input?.states?.length && { states: input.states }),
  };
}
