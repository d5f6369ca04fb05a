import superjson, { type SuperJSONResult } from 'superjson';
import type { ConfigForm } from '../contract/config/config-form.ts';
import { parseConfig, type ExportConfig } from '../contract/config/parse-config.ts';
import { invalidJson } from '../contract/config/invalid-json.ts';
import { ProblemError } from '../contract/problems.ts';

export interface ConfigTask {
  readonly body: Uint8Array;
  readonly form: ConfigForm;
}

/** The checked config of a body; throws the `ProblemError` that speaks against it. Runs in a thread. */
export function checkConfigTask({ body, form }: ConfigTask): ExportConfig {
  const parsed = parseConfig(inputOf(parse(body), form));
  if (!parsed.isOk) throw new ProblemError(parsed.problem);
  return parsed.config;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch (error) {
    throw new ProblemError(invalidJson(error));
  }
}

function inputOf(body: unknown, form: ConfigForm): unknown {
  if (form === 'alone') return body;
  const call = form === 'batch' && isObject(body) ? body['0'] : body;
  if (!isObject(call) || !('json' in call)) return undefined;
  return superjson.deserialize(call as unknown as SuperJSONResult);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
