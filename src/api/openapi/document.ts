import { z } from 'zod';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';

const errorSchema = z.object({
  error: z.string().describe('All that a person needs to know, what to do included.'),
  message: z.string(),
  code: z.string(),
  hint: z.string().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** OpenAPI 3.1 for the REST routes, made of the schemas that check what comes in. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = name.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(path, name, operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cutroom',
      version: '1',
      description: 'Uploads go by tus 1.0 at /api/upload. Live events are at /api/trpc (see docs/client.md).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'ACCESS_TOKEN, where it is set.' },
      },
      schemas: { Error: jsonSchemaOf(errorSchema, 'output') },
    },
    security: [{}, { token: [] }],
  };
}

function describeOperation(path: string, name: string, { summary, query, body, answer, file }: Operation) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => ({
    ...{ name: parameter, in: 'path', required: true, schema: { type: 'string' } },
  }));
  const inQuery = Object.entries(query ?? {}).map(([parameter, { about, isRequired = false }]) => ({
    ...{ name: parameter, in: 'query', description: about, required: isRequired, schema: { type: 'string' } },
  }));
  const content = answer
    ? { 'application/json': { schema: jsonSchemaOf(answer, 'output') } }
    : { [file ?? '*/*']: {} };
  return {
    operationId: name
      .replaceAll(/[^A-Za-z]+/g, '-')
      .replace(/-$/, '')
      .toLowerCase(),
    summary,
    ...(inPath.length + inQuery.length > 0 && { parameters: [...inPath, ...inQuery] }),
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchemaOf(body, 'input') } },
      },
    }),
    responses: {
      200: { description: 'Done.', content },
      default: {
        description: 'Refused, or gone wrong.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // What goes out may hold more one day.
  return io === 'output' ? withoutClosing(rest) : rest;
}

function withoutClosing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutClosing);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, part]) => key !== 'additionalProperties' || part !== false,
  );
  return Object.fromEntries(entries.map(([key, part]) => [key, withoutClosing(part)]));
}
