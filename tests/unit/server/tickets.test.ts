import { describe, expect, test } from 'vitest';
import { createTickets } from '../../../src/server/door/access/tickets.ts';

const token = 'correct-horse-battery';

describe('tickets', () => {
  const ask = (ticket: string, url: string, method = 'GET') =>
    ({ method, url: `${url}?ticket=${ticket}` }) as never;

  test('open one path for reading, for an hour', () => {
    let now = 1_000_000;
    const desk = createTickets({ accessToken: token, now: () => now });
    const { ticket } = desk.issue('/api/export/a%20b/download') ?? { ticket: '' };
    const check = (path: string, method?: string) => desk.check(ask(ticket, path, method), path);
    expect(check('/api/export/a%20b/download')).toBe('right');
    expect(check('/api/export/other/download')).toBe('wrong');
    expect(check('/api/export/a%20b/download', 'DELETE')).toBe('wrong');
    expect(
      createTickets({ accessToken: `${token}2`, now: () => now }).check(
        ask(ticket, '/'),
        '/api/export/a%20b/download',
      ),
    ).toBe('wrong');
    now += 3_600_001;
    expect(check('/api/export/a%20b/download')).toBe('spent');
    expect(desk.check(ask(ticket.replace(/^\d+/, '99999999999999'), '/'), '/api/export/a%20b/download')).toBe(
      'wrong',
    );
  });

  test('open what is shown to somebody for a week', () => {
    let now = 1_000_000;
    const desk = createTickets({ accessToken: token, now: () => now });
    const path = '/api/export/a/review';
    const { ticket = '' } = desk.issue(path) ?? {};
    now += 7 * 86_400_000 - 1;
    expect(desk.check(ask(ticket, path), path)).toBe('right');
    now += 2;
    expect(desk.check(ask(ticket, path), path)).toBe('spent');
  });

  test('open the library below its folder, and of calls only subscriptions', () => {
    const desk = createTickets({ accessToken: token });
    const media = desk.issue('/api/media/')?.ticket ?? '';
    expect(desk.check(ask(media, '/x'), '/api/media/assets/k/proxy.mp4')).toBe('right');
    expect(desk.check(ask(media, '/x'), '/api/export/a/download')).toBe('wrong');
    const stream = desk.issue('/api/trpc/')?.ticket ?? '';
    expect(desk.check(ask(stream, '/x'), '/api/trpc/status')).toBe('right');
    expect(desk.check(ask(stream, '/x'), '/api/trpc/ticket')).toBe('wrong');
    expect(desk.check(ask(stream, '/x'), '/api/trpc/status,ticket')).toBe('wrong');
  });

  test.each(['/', '/exports', '/api/export', '/api/trpc/ticket', '/api/metrics', 'api/media/../export'])(
    'are not given for %s',
    (path) => expect(createTickets({ accessToken: token }).issue(path)).toBeUndefined(),
  );
});
