import { z } from 'zod';
import { configLimits } from '../../contract/config/config-limits.ts';
import { fileInput } from './file-input.ts';

const maxOthers = 16;
const { filePath } = fileInput.shape;

/** A file, or the files of one recording in their order. */
const recording = z.union([filePath, z.array(filePath).min(1).max(configLimits.sources)]);

export const syncInput = z.object({
  reference: recording,
  others: z.array(recording).min(1).max(maxOthers, `must name at most ${maxOthers} recordings`),
});
