export interface Ticket {
  /** To be put into the address as `?ticket=`. */
  readonly ticket: string;
  readonly expiresAt: string;
}

/** Who hands out what opens one path for a while to whoever has its address. */
export interface Tickets {
  /** Undefined for paths that no ticket can open, and where nothing is locked. */
  readonly issue: (path: string) => Ticket | undefined;
}
