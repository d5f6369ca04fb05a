import { headers } from 'next/headers';
import { auth } from '../auth.mjs';
import { Exporting } from './exporting.tsx';
import { SignUp } from './sign-up.tsx';

/** Where Cutroom lies, and how it is told who asks, are the operator's to say, when the editor is started. */
export default async function Page() {
  const session = await auth.api.getSession({ headers: await headers() });
  if (!session) return <SignUp />;
  const { CUTROOM_URL: url = '', FOOTAGE: footage = '', SENDS_TOKEN: sendsToken } = process.env;
  return <Exporting url={url} footage={footage} sendsToken={sendsToken === 'yes'} name={session.user.name} />;
}
