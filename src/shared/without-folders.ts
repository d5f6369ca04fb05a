/** An absolute path up to its last name, where it begins a word; `//` belongs to an address. */
const folders = /(?<![\w/.-])\/(?!\/)(?:[^\s'"`:;,=()[\]<>|/\\]+\/)+/g;

/**
 * A text without the folders of this machine: what a child said, or was told, for people who need to know no more of them
 * than the names of their files. `known` are absolute paths that may be in it and hold spaces or signs.
 */
export function withoutFolders(text: string, known: readonly string[] = []): string {
  let left = text;
  const prefixes = known
    .filter((path) => path.startsWith('/'))
    .map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  for (const prefix of [...new Set(prefixes)].sort((a, b) => b.length - a.length)) {
    if (prefix.length > 1) left = left.replaceAll(prefix, '');
  }
  return left.replace(folders, '');
}

/** The absolute path that an argument of a command line is, or names as a `file:`. */
export function pathOfArgument(argument: string): string {
  return argument.replace(/^file:(?=\/)/, '');
}
