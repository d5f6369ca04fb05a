import { presets } from '../../contract/config-v2/presets.ts';
import { procedure } from '../trpc.ts';

/** What an output's `preset` may say, and what that means. */
export const listPresets = procedure.query(() => presets);
