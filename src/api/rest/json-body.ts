import type { z } from 'zod';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { configBody, plainBody } from '../bodies/body-bounds.ts';
import { parseBody, withBody } from '../bodies/read-body.ts';
import { requireConfig } from '../inputs/config-input.ts';
import type { RestRequest } from './route.ts';

/** A small body of this shape. Rejects with a `ProblemError`, or what Zod says of it. */
export function readJson<Shape extends z.ZodType>(
  { req, budget }: RestRequest,
  shape: Shape,
): Promise<z.output<Shape>> {
  return withBody(req, plainBody, { budget, use: async (body) => shape.parse(parseBody(body)) });
}

/** A config, checked; a large one in a thread. */
export function readConfigBody({ req, runtime, budget, maxConfigBytes }: RestRequest): Promise<ExportConfig> {
  return withBody(
    req,
    { ...configBody, bytes: maxConfigBytes },
    {
      budget,
      use: async (body) =>
        body.length > plainBody.bytes ? runtime.checkConfig(body, 'alone') : requireConfig(parseBody(body)),
    },
  );
}
