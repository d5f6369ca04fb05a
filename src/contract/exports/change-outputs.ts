import { outputsOf } from './export-request.ts';
import { parseConfig, type ExportConfig, type ParsedConfig } from '../config/parse-config.ts';

/**
 * A config with one more output, checked as a whole; `known` are the outputs that its export has. Of the config's own
 * only those count: another may be left of an addition that was never recorded.
 */
export function withOutput(config: ExportConfig, output: unknown, known: readonly string[]): ParsedConfig {
  if (config.version === 1) {
    return {
      isOk: false,
      problem: {
        code: 'INVALID_REQUEST',
        message: `The export ${config.id} was asked for with a config of version 1, which has one output.`,
        hint: 'Send a config of version 2 with all outputs, under another id.',
      },
    };
  }
  const outputs = config.outputs.filter(({ id }) => known.includes(id));
  return parseConfig({ ...config, outputs: [...outputs, output] });
}

/** A config with only these of its outputs; the id of one that it has not, where there is such. */
export function withOnly(
  config: ExportConfig,
  ids: readonly string[],
): { readonly config: ExportConfig; readonly unknown?: string } {
  const known = outputsOf(config).map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) return { config, unknown };
  if (config.version === 1) return { config };
  return { config: { ...config, outputs: config.outputs.filter(({ id }) => ids.includes(id)) } };
}

/** A config without one of its outputs. */
export function withoutOutput(config: ExportConfig, outputId: string): ExportConfig {
  if (config.version === 1) return config;
  return { ...config, outputs: config.outputs.filter(({ id }) => id !== outputId) };
}
