import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PeoplePage } from '../../editor/people/people-page.tsx';
import { requireAccounts } from '../page-caller-of.ts';

export const metadata: Metadata = { title: 'People' };

export default async function Page() {
  const { isAdministrator } = await requireAccounts();
  if (!isAdministrator) notFound();
  return <PeoplePage />;
}
