/** What can go wrong with an object. The codes look like those of the system, beside which they are put into words. */
export const storageFaults = {
  ESTGONE: { isWorthRetrying: false, what: 'There is no such object or bucket' },
  ESTDENIED: { isWorthRetrying: false, what: 'The storage refuses access' },
  ESTEXPIRED: { isWorthRetrying: false, what: 'The credentials or the link have expired' },
  ESTCHANGED: { isWorthRetrying: false, what: 'The object was replaced' },
  ESTFULL: { isWorthRetrying: false, what: 'The storage is full' },
  ESTREFUSED: { isWorthRetrying: false, what: 'The storage refuses the request' },
  ESTSKEW: { isWorthRetrying: true, what: 'The clocks of this machine and of the storage differ' },
  ESTSLOW: { isWorthRetrying: true, what: 'The storage has too much to do' },
  ESTSHORT: { isWorthRetrying: true, what: 'The storage sent fewer or more bytes than it said' },
  ESTSTALLED: { isWorthRetrying: true, what: 'The storage stopped answering' },
  ESTAWAY: { isWorthRetrying: true, what: 'The storage cannot be reached' },
} as const satisfies Record<string, { readonly isWorthRetrying: boolean; readonly what: string }>;

export type StorageFault = keyof typeof storageFaults;

export class StorageError extends Error {
  readonly code: StorageFault;
  /** Where the object is kept on this machine, once somebody knows. */
  readonly path?: string;

  constructor(
    code: StorageFault,
    about: string,
    options?: { readonly cause?: unknown; readonly path?: string },
  ) {
    super(`${storageFaults[code].what}: ${about}`, { cause: options?.cause });
    this.name = 'StorageError';
    this.code = code;
    if (options?.path !== undefined) this.path = options.path;
  }
}
