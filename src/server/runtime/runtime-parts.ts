import type { OutputFiles, PosterOf } from '../../api/rest/route.ts';
import type { Runtime } from '../../api/runtime.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { Render } from '../../jobs/ports.ts';
import type { Leftovers } from '../../jobs/operations/recover-exports.ts';
import type { FootageCheck } from '../../media/reading/tools.ts';
import type { Admitted } from '../../render/admission/open-admission.ts';
import type { ExportSpace } from '../../render/space/export-space.ts';
import type { ExportParts } from './open-exports.ts';
import type { StoredLibraries } from '../objects/stored-library.ts';
import type { StoredOutputs } from '../objects/stored-outputs.ts';
import type { OwnedThings } from './runtime-types.ts';

/** Everything of a runtime that is not the exports and projects themselves. */
export interface RuntimeParts extends Omit<
  Runtime,
  'exports' | 'projects' | 'webhooks' | 'workers' | 'counts' | 'diskUse' | 'accept' | 'addOutput'
> {
  /**
   * Checks whether an export can be rendered and promises space to it; rejects with the reason to refuse it. Of its
   * outputs all are meant unless some are named.
   */
  readonly admit: (config: ExportConfig, outputs?: readonly string[]) => Promise<Admitted>;
  readonly footage: FootageCheck;
  readonly owned: Pick<OwnedThings, 'libraryOf' | 'sourceOfAssets'>;
  /** See `ExportSpace`. */
  readonly keepIfTaken: ExportSpace['keepIfTaken'];
  readonly render: Render;
  readonly leftovers: Leftovers;
  readonly machine?: ExportParts['machine'];
  /** Undefined where finished files stay in the folders of their exports. */
  readonly outputs?: StoredOutputs | undefined;
  readonly outputFiles?: OutputFiles;
  readonly makePoster?: PosterOf;
  /** Where pages may send files beside this server; nowhere unless told. */
  readonly uploadOrigin?: string | undefined;
  /** Undefined where sources lie in folders and under links alone. */
  readonly libraries?: StoredLibraries | undefined;
  /** Lets go of what the parts hold (the child pool); called when no export runs any more. */
  readonly close?: () => Promise<void>;
}
