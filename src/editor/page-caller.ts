/** Whom a page is made for, as the server tells whoever renders it. */
export interface PageCaller {
  /** Whether people are told apart here: without it there are no pages of accounts. */
  readonly hasAccounts: boolean;
  readonly isAdministrator: boolean;
  /** An e-mail address, most often. */
  readonly name: string;
}

/** The header of the request that says it. The server writes it, whatever a browser has sent. */
export const callerHeader = 'x-cutroom-caller';

const nobody: PageCaller = { hasAccounts: false, isAdministrator: false, name: '' };

/** As it stands in that header. */
export function callerText(caller: PageCaller): string {
  return encodeURIComponent(JSON.stringify(caller));
}

export function callerFrom(text: string | null): PageCaller {
  if (text === null) return nobody;
  return { ...nobody, ...(JSON.parse(decodeURIComponent(text)) as Partial<PageCaller>) };
}
