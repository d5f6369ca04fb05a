import { z } from 'zod';
import type { ConfigV1Input } from '../contract/config-v1.ts';
import { parseConfig, type ExportConfig } from '../contract/parse-config.ts';
import { ProblemError } from '../contract/problems.ts';

/** The checked config, or a `ProblemError` that lists every issue with its path. */
export function requireConfig(input: unknown): ExportConfig {
  const parsed = parseConfig(input);
  if (parsed.isOk) return parsed.config;
  throw new ProblemError(parsed.problem);
}

/** A config as a procedure's input: typed for the client as it may send it, checked by `parseConfig`. */
export const configInput = z.custom<ConfigV1Input>(() => true).transform(requireConfig);
