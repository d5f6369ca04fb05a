import type { ObjectReader } from '../object-store.ts';

/** Where an object lies. */
export interface ObjectPlace {
  readonly reader: ObjectReader;
  readonly key: string;
  /** Tells it from all others, and holds nothing secret. */
  readonly name: string;
}
