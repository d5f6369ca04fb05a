import type { FileHandle } from 'node:fs/promises';
import { storeFs, type StoreFs } from '../../../../src/disk/store-fs.ts';

/** One operation the store asks of the file system, handles included (`handle.sync`). */
export interface Operation {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Of a handle's operation: the path it was opened with. */
  readonly path?: string;
}

/** Does the operation, or something else in its place. */
export type Tap = (operation: Operation, perform: () => Promise<unknown>) => Promise<unknown>;

const handleOperations = ['writeFile', 'sync', 'stat', 'close'];

/** The real file system, with every operation of the store passing through a test's hands. */
export function tappedFs(tap: Tap): StoreFs {
  const wrapHandle = (handle: FileHandle, path: string) =>
    new Proxy(handle, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        const perform = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
        if (typeof key !== 'string' || !handleOperations.includes(key)) return perform;
        return (...args: unknown[]) => tap({ name: `handle.${key}`, args, path }, () => perform(...args));
      },
    });
  return new Proxy(storeFs, {
    get: (target, key) => {
      const perform = Reflect.get(target, key) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        const result = await tap({ name: String(key), args }, () => perform(...args));
        return key === 'open' ? wrapHandle(result as FileHandle, String(args[0])) : result;
      };
    },
  });
}

export function fault(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}
