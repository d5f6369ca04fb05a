import type { ExportConfig } from '../contract/config/parse-config.ts';

/** A config that has been checked elsewhere. Nothing that is sent can be one: JSON knows no classes. */
export class CheckedConfig {
  readonly config: ExportConfig;

  constructor(config: ExportConfig) {
    this.config = config;
  }
}
