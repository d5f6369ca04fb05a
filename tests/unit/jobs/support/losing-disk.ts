import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Operation } from './tapped-fs.ts';

interface File {
  readonly kind: 'file';
  now: Buffer;
  synced: Buffer;
}
interface Folder {
  readonly kind: 'folder';
  readonly now: Map<string, Node>;
  synced: Map<string, Node>;
}
type Node = File | Folder;

/**
 * What a power loss may leave: only what was synced; or every name, but of contents only what was synced (a
 * file system that writes its metadata early); or everything.
 */
export const losses = ['unsynced', 'unsynced contents', 'nothing'] as const;
export type Loss = (typeof losses)[number];

/** A model of a disk that follows a store's operations and knows what of them would outlive a power loss. */
export function createLosingDisk(rootPath: string) {
  const root: Folder = { kind: 'folder', now: new Map(), synced: new Map() };
  const find = (path: string): Node | undefined => {
    const steps = relative(rootPath, path)
      .split('/')
      .filter((step) => step !== '');
    let node: Node | undefined = root;
    for (const step of steps) node = node?.kind === 'folder' ? node.now.get(step) : undefined;
    return node;
  };
  const folderOf = (path: string): Folder => {
    const node = find(dirname(path));
    if (node?.kind !== 'folder') throw new Error(`no folder for ${path}`);
    return node;
  };
  const put = (path: string, node: Node) => folderOf(path).now.set(basename(path), node);
  const take = (path: string) => folderOf(path).now.delete(basename(path));

  /** Call after the operation has succeeded. */
  const follow = ({ name, args, path }: Operation): void => {
    const [first, second] = args as [string, string];
    if (name === 'mkdir' && first !== rootPath && find(first) === undefined) {
      put(first, { kind: 'folder', now: new Map(), synced: new Map() });
    } else if (name === 'open' && second.startsWith('w')) {
      put(first, { kind: 'file', now: Buffer.alloc(0), synced: Buffer.alloc(0) });
    } else if (name === 'handle.writeFile' && path !== undefined) {
      const node = find(path);
      if (node?.kind === 'file') node.now = Buffer.from(args[0] as Buffer);
    } else if (name === 'handle.sync' && path !== undefined) {
      syncNode(find(path));
    } else if (name === 'rename') {
      const node = find(first);
      take(first);
      if (node !== undefined) put(second, node);
    } else if (name === 'rm' || name === 'unlink') {
      take(first);
    }
  };
  return {
    follow,
    /** Writes what is left into an empty folder. Locks stay out: the dead server's process is this one. */
    leave: (target: string, loss: Loss) => writeFolder(root, target, loss),
  };
}

function syncNode(node: Node | undefined): void {
  if (node?.kind === 'file') node.synced = node.now;
  if (node?.kind === 'folder') node.synced = new Map(node.now);
}

async function writeFolder(folder: Folder, target: string, loss: Loss): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const [name, node] of loss === 'unsynced' ? folder.synced : folder.now) {
    if (name.startsWith('.lock')) continue;
    if (node.kind === 'folder') await writeFolder(node, join(target, name), loss);
    else await writeFile(join(target, name), loss === 'nothing' ? node.now : node.synced);
  }
}
