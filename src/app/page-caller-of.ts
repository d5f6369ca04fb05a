import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { callerFrom, callerHeader, type PageCaller } from '../editor/page-caller.ts';

/** Whom this page is made for. */
export async function pageCallerOf(): Promise<PageCaller> {
  return callerFrom((await headers()).get(callerHeader));
}

/** Where nobody is told apart there is no such page. */
export async function requireAccounts(): Promise<PageCaller> {
  const caller = await pageCallerOf();
  if (!caller.hasAccounts) notFound();
  return caller;
}
