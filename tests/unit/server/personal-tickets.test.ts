import { expect, test } from 'vitest';
import { createPersonalTickets } from '../../../src/server/door/access/personal-tickets.ts';

const tickets = createPersonalTickets('a secret of the server', '/team');
const check = (ticket: string, path: string) =>
  tickets.check({ method: 'GET', url: `${path}?ticket=${encodeURIComponent(ticket)}` }, path);

test('a ticket of a file opens it for whoever has its address, and says whose it is', () => {
  const path = '/api/export/a/download';
  const { ticket = '' } = tickets.of('ada', 'session:1').issue(`/team${path}`) ?? {};
  expect(check(ticket, path)).toEqual({ verdict: 'right', principalId: 'ada', sessionId: undefined });
  expect(check(ticket.replace('ada', 'bo'), path)).toEqual({ verdict: 'wrong' });
  expect(check(ticket, '/api/trpc/queue')).toEqual({ verdict: 'wrong' });
});

test('a ticket of streams names the session that it ends with, and none else can be put in its place', () => {
  const { ticket = '' } = tickets.of('ada', 'session:1/x').issue('/team/api/trpc/') ?? {};
  expect(check(ticket, '/api/trpc/queue')).toEqual({
    ...{ verdict: 'right', principalId: 'ada', sessionId: 'session:1/x' },
  });
  const [owner = '', signed = ''] = ticket.split('~');
  const other = Buffer.from('session:2').toString('base64url');
  expect(check(`${owner}~${signed}~${other}`, '/api/trpc/queue')).toEqual({ verdict: 'wrong' });
  expect(check(`${owner}~${signed}`, '/api/trpc/queue')).toEqual({ verdict: 'wrong' });
});
