import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { openTestAccounts, password, signedInAdministrator, visitor } from './support/accounts-for-test.ts';
import { startMailServer } from './support/mail-server.ts';

const publicUrl = 'https://example.org/team';

test('invitations and links for other passwords go by mail, and lead to where the server is', async () => {
  await using mails = await startMailServer();
  await using server = await openTestAccounts({
    publicUrl,
    smtp: { url: mails.url, from: 'Cutroom <cutroom@example.org>' },
  });
  await signedInAdministrator(server);
  const { desk, signIn } = server.accounts;
  const made = await desk.add({ email: 'bo@example.org', name: 'Bo', role: 'user' });
  const invitation = await mails.next();
  expect([made.isMailed, invitation.to]).toEqual([true, 'bo@example.org']);
  expect(invitation.text).toContain('within 7 days');
  expect(invitation.text).toContain(made.url);
  expect(made.url).toMatch(/^https:\/\/example\.org\/team\/login\/password\?token=/);
  await signIn.choosePassword({ token: tokenOf(invitation.text), password }, visitor());

  // Nobody is told whether an address has an account: only who has one gets a mail.
  await signIn.askForReset('nobody@example.org', visitor());
  await signIn.askForReset('BO@example.org', visitor());
  const reset = await mails.next();
  expect(reset.to).toBe('bo@example.org');
  expect(reset.text).toContain('within a day');
  const next = 'quite another password';
  await signIn.choosePassword({ token: tokenOf(reset.text), password: next }, visitor());
  await signIn.withPassword({ email: 'bo@example.org', password: next }, visitor());
  expect(server.warnings).toEqual([]);
});

test('a mail server that is away keeps nobody from being invited, and the log says so', async () => {
  await using server = await openTestAccounts({
    publicUrl,
    smtp: { url: 'smtp://127.0.0.1:9', from: 'Cutroom <cutroom@example.org>' },
  });
  await signedInAdministrator(server);
  const made = await server.accounts.desk.add({ email: 'bo@example.org', name: '', role: 'user' });
  expect(made.url).toContain('token=');
  expect(server.warnings).toEqual([expect.stringContaining('a mail could not be sent')]);
  expect(server.warnings.join('')).not.toContain('token=');
});

function tokenOf(text: string): string {
  return /token=([\w-]+)/.exec(text)?.[1] ?? '';
}

test('how long a mail server takes does not tell who has an account', async () => {
  // One that takes connections and never says a word.
  let isGivenUp = false;
  const silent = createServer((one) => one.resume().on('close', () => (isGivenUp = true)));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  await using server = await openTestAccounts({
    publicUrl,
    smtp: { url: `smtp://127.0.0.1:${port}`, from: 'Cutroom <cutroom@example.org>' },
  });
  await signedInAdministrator(server);
  const connected = once(silent, 'connection');
  await server.accounts.signIn.askForReset('ada@example.org', visitor());
  expect(isGivenUp).toBe(false);
  const [socket] = (await connected) as [Socket];
  socket.destroy();
  silent.close();
});
