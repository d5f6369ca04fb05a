import type { Edl } from '../../timeline/edl.ts';
import type { OutputRequest } from './rendition.ts';

/** What a config of any version asks for, with exact times. Nothing outside this room looks into a config. */
export interface ExportRequest {
  readonly edl: Edl;
  /** At least one. */
  readonly outputs: readonly OutputRequest[];
  /** The caller's own words. */
  readonly reference?: string;
  /** −10..10; higher goes first. */
  readonly priority: number;
  readonly webhook?: { readonly url: string };
}
