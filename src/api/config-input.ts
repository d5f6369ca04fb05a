import { z } from 'zod';
import type { ConfigV1Input } from '../contract/config-v1.ts';
import { parseConfig, type ExportConfig } from '../contract/parse-config.ts';
import { ProblemError } from '../contract/problems.ts';
import { procedure } from './trpc.ts';

/** The checked config, or a `ProblemError` that lists every issue with its path. */
export function requireConfig(input: unknown): ExportConfig {
  const parsed = parseConfig(input);
  if (parsed.isOk) return parsed.config;
  throw new ProblemError(parsed.problem);
}

/** A config that has been checked elsewhere. Nothing that is sent can be one: JSON knows no classes. */
export class CheckedConfig {
  readonly config: ExportConfig;

  constructor(config: ExportConfig) {
    this.config = config;
  }
}

/** A config as a procedure's input: typed for the client as it may send it, checked by `parseConfig`. */
const configInput = z
  .custom<ConfigV1Input>(() => true)
  .transform((input: unknown) => (input instanceof CheckedConfig ? input.config : requireConfig(input)));

/** A procedure whose input is a config, whether it came as one or was checked before the call. */
export const configProcedure = procedure
  .use(({ ctx: { config }, next }) => (config ? next({ getRawInput: async () => config }) : next()))
  .input(configInput);
