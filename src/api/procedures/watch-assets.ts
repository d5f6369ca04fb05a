import { tracked, type TrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import type { SourceAssets } from '../../contract/source-assets.ts';
import type { WatchOptions } from '../../jobs/ports.ts';
import type { ApiContext } from '../context.ts';
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
  .subscription(({ ctx, input: { filePaths, lastEventId }, signal }) =>
    withinSocketCap(ctx, snapshots(ctx, filePaths, watchOptionsFrom(lastEventId, signal))),
  );

async function* snapshots(
  { runtime }: ApiContext,
  filePaths: readonly string[],
  options: WatchOptions,
): AsyncGenerator<TrackedEnvelope<readonly SourceAssets[]>, void, void> {
  for await (const { seq, assets } of runtime.media.assets.watch(filePaths, options)) {
    yield tracked(String(seq), assets);
  }
}
