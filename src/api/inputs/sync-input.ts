import { z } from 'zod';
import { fileInput } from './file-input.ts';

const maxOthers = 16;
const { filePath } = fileInput.shape;

export const syncInput = z.object({
  reference: filePath,
  others: z.array(filePath).min(1).max(maxOthers, `must name at most ${maxOthers} files`),
});
