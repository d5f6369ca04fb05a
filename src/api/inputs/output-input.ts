import { z } from 'zod';
import type { ConfigV2Input } from '../../contract/config-v2/config-v2.ts';
import { outputIdSchema } from '../../contract/config-v2/output-schema.ts';
import { jobInput } from './job-input.ts';

/** One output of an export. */
export const outputInput = jobInput.extend({ outputId: outputIdSchema });

type OutputInput = ConfigV2Input['outputs'][number];

/** One more output, as `outputs` of a config of version 2 says it; it is checked together with the config. */
export const newOutputInput = jobInput.extend({ output: z.custom<OutputInput>(() => true) });
