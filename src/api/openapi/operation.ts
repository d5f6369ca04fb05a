import type { z } from 'zod';

/** One route as other languages read of it. */
export interface Operation {
  readonly summary: string;
  /** Of the query string; those of the path are read from it. */
  readonly query?: Readonly<Record<string, { readonly about: string; readonly isRequired?: boolean }>>;
  readonly body?: z.ZodType;
  /** Of a 200 as JSON. */
  readonly answer?: z.ZodType;
  /** Of a 200 that is no JSON. */
  readonly file?: string;
}
