import { addressHeader } from '../auth/auth-options.ts';

/** Where a form came from. */
export interface Visitor {
  readonly address: string | undefined;
  readonly userAgent: string;
  readonly cookie: string;
}

/** As better-auth wants to be told. */
export function headersOf({ address, userAgent, cookie }: Visitor): Headers {
  return new Headers({ cookie, 'user-agent': userAgent, ...(address && { [addressHeader]: address }) });
}
