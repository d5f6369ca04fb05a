import type { ConfigV1 } from '../contract/config/config-v1.ts';
import type { ConfigV2 } from '../contract/config-v2/config-v2.ts';
import type { ExportConfig } from '../contract/config/parse-config.ts';
import { packSegments, unpackSegments, type PackedSegments } from './packed-segments.ts';

/** A config as it crosses to the thread that works on it. */
export type PackedConfig =
  | { readonly version: 1; readonly rest: Omit<ConfigV1, 'segments'>; readonly segments: PackedSegments }
  | { readonly version: 2; readonly config: ConfigV2 };

export function packConfig(config: ExportConfig): PackedConfig {
  if (config.version === 2) return { version: 2, config };
  const { segments, ...rest } = config;
  return { version: 1, rest, segments: packSegments(segments) };
}

export function unpackConfig(packed: PackedConfig): ExportConfig {
  return packed.version === 2 ? packed.config : { ...packed.rest, segments: unpackSegments(packed.segments) };
}
