import { tracked } from '@trpc/server';
import { z } from 'zod';
import { fileInput } from '../file-input.ts';
import { resumeInput, watchOptionsFrom } from '../resume-input.ts';
import { withinSocketCap } from '../subscription-cap.ts';
import { procedure } from '../trpc.ts';

const maxFiles = 64;

const input = z.object({
  filePaths: z.array(fileInput.shape.filePath).max(maxFiles, `must name at most ${maxFiles} files`),
  ...resumeInput,
});

/** What is made of these sources for editing in a browser, as a whole after each change. Asking starts the work. */
export const watchAssets = procedure
  .input(input)
  .subscription(({ ctx, input: { filePaths, lastEventId }, signal }) => {
    const snapshots = ctx.runtime.media.assets.watch(filePaths, watchOptionsFrom(lastEventId, signal));
    return withinSocketCap(ctx, snapshots, ({ seq, assets }) => tracked(String(seq), assets));
  });
