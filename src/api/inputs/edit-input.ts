import { z } from 'zod';
import type { ExportConfig, ExportConfigInput } from '../../contract/config/parse-config.ts';
import { inTurn } from '../trpc.ts';
import { bodyProcedure, configIn } from './config-input.ts';

/** A project as it is kept here. */
export interface NamedProject {
  readonly projectId: string;
}

type Edit =
  | { readonly kind: 'config'; readonly config: ExportConfig }
  | { readonly kind: 'project'; readonly projectId: string };

const projectInput = z.strictObject({ projectId: z.string().min(1).max(1000) });

/** An edit as a procedure's input: a config of any version, or the id of a project. Configs say their version. */
const editInput = z
  .custom<ExportConfigInput | NamedProject>(() => true)
  .transform((input: unknown): Edit => {
    const project = projectInput.safeParse(input);
    return project.success
      ? { kind: 'project', ...project.data }
      : { kind: 'config', config: configIn(input) };
  });

/** As `configProcedure`, for what is done with an edit before it is exported. */
export const editProcedure = bodyProcedure.input(editInput).use(inTurn);
