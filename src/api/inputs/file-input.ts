import { z } from 'zod';

/** A file of the source library, named as a config's `filePath` names it. */
export const fileInput = z.object({ filePath: z.string('must be the name of a file').min(1).max(4096) });
