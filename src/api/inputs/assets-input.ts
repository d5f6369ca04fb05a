import { z } from 'zod';
import { fileInput } from './file-input.ts';

const maxFiles = 64;

export const assetsInput = z.object({
  filePaths: z
    .array(fileInput.shape.filePath)
    .min(1, 'must name a file')
    .max(maxFiles, `must name at most ${maxFiles} files`),
});
