import { z } from 'zod';
import {
  parseConfig,
  type ExportConfig,
  type ExportConfigInput,
} from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import { CheckedConfig } from '../checked-config.ts';
import { inTurn, procedure } from '../trpc.ts';

/** The checked config, or a `ProblemError` that lists every issue with its path. */
export function requireConfig(input: unknown): ExportConfig {
  const parsed = parseConfig(input);
  if (parsed.isOk) return parsed.config;
  throw new ProblemError(parsed.problem);
}

/** The config that an input is, or that was checked in its place before the call. */
export function configIn(input: unknown): ExportConfig {
  return input instanceof CheckedConfig ? input.config : requireConfig(input);
}

/** A config as a procedure's input: typed for the client as it may send it, checked by `parseConfig`. */
const configInput = z.custom<ExportConfigInput>(() => true).transform(configIn);

/** A procedure whose input may be a config that was checked before the call. */
export const bodyProcedure = procedure.use(({ ctx: { config }, next }) =>
  config ? next({ getRawInput: async () => config }) : next(),
);

/** A procedure whose input is a config, and whose sources are read. */
export const configProcedure = bodyProcedure.input(configInput).use(inTurn);
