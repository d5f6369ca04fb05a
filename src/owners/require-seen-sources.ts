import type { ExportConfig } from '../contract/config/parse-config.ts';
import type { ViewerNames } from '../contract/owned-name.ts';
import type { RequireSource } from './media-view.ts';

/**
 * Throws for an export of which a source is not shared with the viewer any more, as for a file that is not there: what is
 * made of it once more would be a way around that. `config` has inner names.
 */
export function requireSeenSources(
  { sources }: ExportConfig,
  { pathOut }: ViewerNames,
  requireSource: RequireSource,
): void {
  for (const { filePath } of sources) requireSource(pathOut(filePath));
}
