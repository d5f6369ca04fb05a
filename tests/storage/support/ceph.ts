import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A Ceph object gateway of a test's own: a monitor, a store in memory and the gateway, on free ports, as this user. */
export interface CephServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const run = promisify(execFile);

export async function startCeph(): Promise<CephServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-ceph-'));
  const [monitorPort, gatewayPort] = [await freePort(), await freePort()];
  const children: ChildProcess[] = [];
  const dispose = async () => {
    for (const child of children.reverse()) await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await fillFolder(folder, { monitorPort, gatewayPort });
    const conf = ['-c', join(folder, 'ceph.conf')];
    const start = (program: string, args: readonly string[]) =>
      children.push(spawn(program, [...conf, ...args, '-f'], { stdio: 'ignore' }));
    start('ceph-mon', ['-i', 'a']);
    const osd = randomUUID();
    const { stdout } = await run('ceph', [...conf, 'osd', 'new', osd]);
    const number = stdout.trim();
    await run('ceph-osd', [...conf, '-i', number, '--mkfs', '--osd-uuid', osd]);
    start('ceph-osd', ['-i', number]);
    const [accessKeyId, secretAccessKey] = ['testkey', 'testsecret'];
    const user = ['--uid=tests', '--display-name=tests', `--access-key=${accessKeyId}`];
    await run('radosgw-admin', [...conf, 'user', 'create', ...user, `--secret-key=${secretAccessKey}`]);
    start('radosgw', ['-n', 'client.rgw']);
    const endpoint = `http://127.0.0.1:${gatewayPort}`;
    await answers(endpoint);
    return { endpoint, accessKeyId, secretAccessKey, region: 'default', [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function fillFolder(
  folder: string,
  { monitorPort, gatewayPort }: { monitorPort: number; gatewayPort: number },
): Promise<void> {
  for (const name of ['mon', 'osd', 'rgw', 'run']) await mkdir(join(folder, name));
  const cluster = randomUUID();
  const address = `[v2:127.0.0.1:${monitorPort}]`;
  const settings = {
    fsid: cluster,
    mon_host: address,
    ...Object.fromEntries(['cluster', 'service', 'client'].map((who) => [`auth_${who}_required`, 'none'])),
    ...Object.fromEntries(
      ['ms_mon_client', 'ms_client', 'ms_cluster', 'ms_service'].map((who) => [`${who}_mode`, 'crc']),
    ),
    osd_pool_default_size: 1,
    osd_pool_default_min_size: 1,
    osd_pool_default_pg_num: 1,
    osd_pool_default_pgp_num: 1,
    osd_pool_default_pg_autoscale_mode: 'off',
    mon_allow_pool_size_one: true,
    osd_objectstore: 'memstore',
    memstore_device_bytes: 8 * 2 ** 30,
    osd_crush_chooseleaf_type: 0,
    run_dir: join(folder, 'run'),
    crash_dir: join(folder, 'run'),
    admin_socket: join(folder, 'run', '$name.asok'),
    log_file: join(folder, '$name.log'),
    pid_file: '',
    mon_data: join(folder, 'mon'),
    osd_data: join(folder, 'osd'),
    rgw_data: join(folder, 'rgw'),
    mon_data_avail_warn: 1,
    mon_data_avail_crit: 1,
    public_addr: '127.0.0.1',
    cluster_addr: '127.0.0.1',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${String(value)}`);
  const gateway = `rgw_frontends = beast endpoint=127.0.0.1:${gatewayPort}`;
  const text = ['[global]', ...lines, '[mon.a]', `public_addrv = ${address}`, '[client.rgw]', gateway, ''];
  await writeFile(join(folder, 'ceph.conf'), text.join('\n'));
  const map = join(folder, 'monmap');
  await run('monmaptool', ['--create', '--fsid', cluster, '--addv', 'a', address, map]);
  await run('ceph-mon', ['-c', join(folder, 'ceph.conf'), '-i', 'a', '--mkfs', '--monmap', map]);
}

async function answers(endpoint: string): Promise<void> {
  for (;;) {
    const answer = await fetch(endpoint).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((wait) => setTimeout(wait, 100));
  }
}

/** Nothing of it is kept: there is nothing to end in peace. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
