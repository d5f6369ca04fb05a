import type { Metadata } from 'next';
import { UsagePage } from '../../editor/account/usage-page.tsx';
import { requireAccounts } from '../page-caller-of.ts';

export const metadata: Metadata = { title: 'Usage' };

export default async function Page() {
  await requireAccounts();
  return <UsagePage />;
}
