import { tracked } from '@trpc/server';
import { z } from 'zod';
import { fileInput } from '../../inputs/file-input.ts';
import { resumeInput, watchOptionsFrom } from '../../inputs/resume-input.ts';
import { withinSocketCap } from '../../lane/subscription-cap.ts';
import { procedure } from '../../trpc.ts';

const maxFiles = 64;

const input = z.object({
  filePaths: z.array(fileInput.shape.filePath).max(maxFiles, `must name at most ${maxFiles} files`),
  /** Tells what there is, and starts nothing. */
  onlyLook: z.boolean().optional(),
  ...resumeInput,
});

/** What is made of these sources for editing in a browser, as a whole after each change. Asking starts the work, unless told otherwise. */
export const watchAssets = procedure
  .input(input)
  .subscription(({ ctx, input: { filePaths, onlyLook = false, lastEventId }, signal }) => {
    const options = { ...watchOptionsFrom(lastEventId, signal), isOnlyLooking: onlyLook };
    const snapshots = ctx.runtime.media.assets.watch(filePaths, options);
    return withinSocketCap(ctx, snapshots, ({ seq, assets }) => tracked(String(seq), assets));
  });
