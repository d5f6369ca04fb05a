import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { StudioPage } from '../../../editor/studio/studio-page.tsx';
import { themeFrom } from '../../../editor/theme/theme.ts';

export const metadata: Metadata = { title: 'Studio' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const theme = themeFrom((await cookies()).get('cutroom_theme')?.value);
  return <StudioPage id={decodeURIComponent(id)} theme={theme} />;
}
