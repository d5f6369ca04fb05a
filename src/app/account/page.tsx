import type { Metadata } from 'next';
import { AccountPage } from '../../editor/account/account-page.tsx';
import { requireAccounts } from '../page-caller-of.ts';

export const metadata: Metadata = { title: 'Account' };

export default async function Page() {
  const { isAdministrator } = await requireAccounts();
  return <AccountPage isAdministrator={isAdministrator} />;
}
