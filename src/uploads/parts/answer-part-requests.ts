import { z } from 'zod';
import { ProblemError } from '../../contract/problems.ts';
import { parseJson } from '../../shared/parse-json.ts';
import { uploadIdPattern } from '../upload-records.ts';
import type { DirectUploads } from './open-direct-uploads.ts';

const wantedSchema = z.object({
  filename: z.string().max(4096),
  size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  filetype: z.string().max(255).optional(),
  ifTaken: z.enum(['keep-both', 'replace']).optional(),
});
/** As many as a page sends within a moment. */
const mostLinks = 64;
const numbersSchema = z.object({
  numbers: z.array(z.number().int().min(1).max(10_000)).min(1).max(mostLinks),
});

export interface PartRequest {
  readonly method: string;
  /** What stands after `/api/upload/parts`, with its slash; empty for that itself. */
  readonly path: string;
  /** At most this many bytes are to be read of a body. */
  readonly readBody: () => Promise<string>;
}

export interface PartAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** Answers what is asked of uploads that browsers send to the storage themselves; `uploads`: undefined where they cannot. */
export async function answerPartRequest(
  { method, path, readBody }: PartRequest,
  uploads: DirectUploads | undefined,
): Promise<PartAnswer> {
  const [, id, what] = /^\/([0-9a-f]{32})(?:\/(links|complete))?$/.exec(path) ?? [];
  if (path === '' && method === 'POST') {
    if (!uploads) return { status: 200, body: { isDirect: false } };
    const standing = await uploads.begin(parse(wantedSchema, await readBody()));
    return { status: 201, body: { isDirect: true, ...standing } };
  }
  if (!uploads || id === undefined || !uploadIdPattern.test(id)) throw new ProblemError(unknown);
  if (what === undefined && method === 'GET') return { status: 200, body: await uploads.standing(id) };
  if (what === undefined && method === 'DELETE') {
    await uploads.remove(id);
    return { status: 204 };
  }
  if (what === 'links' && method === 'POST') {
    const { numbers } = parse(numbersSchema, await readBody());
    return { status: 200, body: { links: await uploads.linksTo(id, numbers) } };
  }
  if (what === 'complete' && method === 'POST')
    return { status: 200, body: { filePath: await uploads.complete(id) } };
  throw new ProblemError({ code: 'METHOD_NOT_ALLOWED', message: `${method} means nothing here.` });
}

function parse<Parsed>(schema: z.ZodType<Parsed>, text: string): Parsed {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ProblemError({
    code: 'INVALID_REQUEST',
    message: `The request is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  });
}

const unknown = { code: 'NOT_FOUND', message: 'There is no such upload.' } as const;
