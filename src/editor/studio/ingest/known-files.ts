import type { SourceProbe } from '../../../contract/footage/media.ts';
import type { CutroomClient } from '../../../client/index.ts';
import type { FileToLay } from '../../../contract/footage/recording-files.ts';
import type { Studio } from '../state/studio-context.ts';

type Known = Pick<Studio, 'lengths' | 'ends'>;

/** Notes how long a file is. */
export function learnFile({ lengths, ends }: Known, { filePath, ...probe }: SourceProbe): void {
  lengths.set(filePath, probe.durationSeconds);
  ends.set(filePath, probe.pictureEndSeconds);
}

/** Asks for what nobody has told of these files yet; rejects where one cannot be read. */
export async function learnFiles(
  client: CutroomClient,
  known: Known,
  filePaths: readonly string[],
): Promise<void> {
  await Promise.all(
    filePaths.map(async (filePath) => {
      if (!known.ends.has(filePath)) learnFile(known, await client.trpc.media.probe.query({ filePath }));
    }),
  );
}

/** Files as a recording is made of them, by what is known. */
export function filesToLay({ ends }: Known, filePaths: readonly string[]): readonly FileToLay[] {
  return filePaths.map((filePath) => ({ filePath, passesOnAt: ends.get(filePath) ?? 0 }));
}
