import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A mail server of a test's own, which keeps what it is handed. */
export interface MailServer extends AsyncDisposable {
  /** `smtp://127.0.0.1:port` */
  readonly url: string;
  /** The next mail to come, or one that has: whom it goes to, and its text with lines as they were written. */
  readonly next: () => Promise<Mail>;
}

export interface Mail {
  readonly to: string;
  readonly text: string;
}

/** As much of SMTP as a sender without a password needs. */
export async function startMailServer(): Promise<MailServer> {
  const mails: Mail[] = [];
  const waiting: ((mail: Mail) => void)[] = [];
  const server = createServer((socket) => receive(socket, (mail) => (waiting.shift() ?? keep)(mail)));
  const keep = (mail: Mail): void => void mails.push(mail);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: () => {
      const mail = mails.shift();
      return mail ? Promise.resolve(mail) : new Promise((resolve) => waiting.push(resolve));
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

function receive(socket: Socket, onMail: (mail: Mail) => void): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let [held, to, letter] = ['', '', undefined as string[] | undefined];
  const take = (line: string): unknown => {
    if (letter === undefined) {
      if (/^RCPT TO:/i.test(line)) to = /<(.*)>/.exec(line)?.[1] ?? '';
      if (/^DATA$/i.test(line)) letter = [];
      if (/^QUIT$/i.test(line)) return socket.end('221 bye\r\n');
      return say(letter ? '354 go on' : '250 yes');
    }
    if (line !== '.') return letter.push(line.replace(/^\.\./, '.'));
    onMail({ to, text: textOf(letter.join('\n')) });
    letter = undefined;
    return say('250 taken');
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    const lines = (held + data.toString('utf8')).split('\r\n');
    held = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  say('220 a test');
}

/** Long lines are folded with `=` at their end. */
function textOf(letter: string): string {
  if (!/^Content-Transfer-Encoding: quoted-printable/im.test(letter)) return letter;
  return letter
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
