import { expect, test } from 'vitest';
import { createPersonalTickets } from '../../../src/server/door/access/personal-tickets.ts';

const tickets = createPersonalTickets('a secret of the server', '/team');
const check = (ticket: string, path: string) =>
  tickets.check({ method: 'GET', url: `${path}?ticket=${encodeURIComponent(ticket)}` }, path);

test('a ticket of a file opens it for whoever has its address, and says whose it is', () => {
  const path = '/api/export/a/download';
  const { ticket = '' } = tickets.of({ id: 'ada', seesAll: false }, 'session:1').issue(`/team${path}`) ?? {};
  expect(check(ticket, path)).toEqual({
    verdict: 'right',
    principalId: 'ada',
    seesAll: false,
    sessionId: undefined,
  });
  expect(check(ticket.replace('ada', 'bo'), path)).toEqual({ verdict: 'wrong' });
  expect(check(ticket, '/api/trpc/queue')).toEqual({ verdict: 'wrong' });
});

test('a ticket of streams names the session that it ends with, and none else can be put in its place', () => {
  const { ticket = '' } =
    tickets.of({ id: 'ada', seesAll: false }, 'session:1/x').issue('/team/api/trpc/') ?? {};
  expect(check(ticket, '/api/trpc/queue')).toEqual({
    ...{ verdict: 'right', principalId: 'ada', seesAll: false, sessionId: 'session:1/x' },
  });
  const [owner = '', signed = ''] = ticket.split('~');
  const other = Buffer.from('session:2').toString('base64url');
  expect(check(`${owner}~${signed}~${other}`, '/api/trpc/queue')).toEqual({ verdict: 'wrong' });
  expect(check(`${owner}~${signed}`, '/api/trpc/queue')).toEqual({ verdict: 'wrong' });
});

test('a ticket opens no more than what it was asked for with: nobody makes one for all of one for less', () => {
  const path = '/api/export/bo~a/download';
  const { ticket: less = '' } = tickets.of({ id: 'ada', seesAll: false }, 'key:1').issue(path) ?? {};
  const { ticket: all = '' } = tickets.of({ id: 'ada', seesAll: true }, 'session:1').issue(path) ?? {};
  expect(check(less, path)).toMatchObject({ verdict: 'right', seesAll: false });
  expect(check(all, path)).toMatchObject({ verdict: 'right', seesAll: true });
  expect(check(less.replace('ada~', 'ada~all~'), path)).toEqual({ verdict: 'wrong' });
});
