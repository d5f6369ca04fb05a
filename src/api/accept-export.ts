import type { ExportConfig } from '../contract/parse-config.ts';
import type { ExportStatus } from '../contract/status.ts';
import type { Runtime } from './runtime.ts';

/**
 * Takes an export: answers once it is on disk. One that is known already is answered again (or refused, with
 * other content) without asking for space a second time: its sources may be gone by now.
 */
export async function acceptExport(runtime: Runtime, config: ExportConfig): Promise<ExportStatus> {
  if (runtime.exports.get(config.id) === undefined) await runtime.admit(config);
  return runtime.exports.create(config);
}
