import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const guide = resolve(import.meta.dirname, '../../../docs/operating.md');

export interface Nginx {
  /** `https://127.0.0.1:port`, with a certificate that nobody has signed. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface NginxOptions {
  readonly port: number;
  /** Changes what the guide says, to say something else of it. */
  readonly change: (config: string) => string;
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A real nginx with TLS and HTTP/2, configured by the very lines of the operating guide. */
export async function startNginx({ port, change }: NginxOptions): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-nginx-'));
  await makeCertificate(folder);
  const [, lines = ''] = /```nginx\n([\s\S]*?)```/.exec(await readFile(guide, 'utf8')) ?? [];
  const config = change(lines)
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`)
    .replace(
      'server_name cutroom.example;',
      `ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;`,
    );
  await writeFile(join(folder, 'nginx.conf'), wholeConfig(folder, config));
  const child = spawn(
    // Servers lie where only root looks by itself.
    findNginx(),
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const url = `https://127.0.0.1:${port}`;
  await untilListening(port, () => child.exitCode !== null);
  return {
    url,
    close: async () => {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function findNginx(): string {
  return existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
}

function wholeConfig(folder: string, server: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return [
    // As another user it could not read a folder of ours.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off;',
    'worker_processes 1;',
    `pid ${folder}/nginx.pid;`,
    'events { worker_connections 256; }',
    `http { access_log off; ${temporary.join(' ')}`,
    server,
    '}',
  ].join('\n');
}

async function makeCertificate(folder: string): Promise<void> {
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const about = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', ['req', '-x509', ...key, ...files, ...about]);
}

async function untilListening(port: number, hasEnded: () => boolean): Promise<void> {
  for (;;) {
    if (hasEnded()) throw new Error('nginx ended at once; its reason stands above');
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
}
