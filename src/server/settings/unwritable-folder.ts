/** What the system says of a folder that another user owns, or of a disk that is read-only. */
const refusals = ['EACCES', 'EPERM', 'EROFS'];

/**
 * The one line that a person needs whose server may not write its own folder, most often one that Docker made for root;
 * undefined where something else went wrong.
 */
export function unwritableFolderText(error: unknown, folder: string): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !refusals.includes(String(error.code)))
    return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : folder;
  if (path !== folder && !path.startsWith(`${folder}/`)) return undefined;
  if (error.code === 'EROFS') return `${folder} (MEDIA_BASE_PATH) is on a disk that is read-only.`;
  const user = `${process.getuid?.() ?? 1000}:${process.getgid?.() ?? 1000}`;
  return (
    `${folder} (MEDIA_BASE_PATH) may not be written by the user ${user} that runs this server. ` +
    `Where the folder lies (for a container: on the host, what is mounted there), type: sudo chown -R ${user} FOLDER`
  );
}
