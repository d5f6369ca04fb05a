import { findProgram } from '../run-program.mjs';
import { installDebian } from './install-debian.mjs';

/** What guides are tried with (a proxy, too), the servers that fleets, accounts and buckets use, and the Debian package of each. */
const programs = {
  curl: 'curl',
  nginx: 'nginx-light',
  openssl: 'openssl',
  python3: 'python3',
  'redis-server': 'redis-server',
  // Postgres's own programs lie beside the PATH.
  pg_ctlcluster: 'postgresql',
  'ceph-mon': 'ceph-mon',
  'ceph-osd': 'ceph-osd',
  ceph: 'ceph-common',
  radosgw: 'radosgw',
};

/** Sees to it that the programs are there that tests call beside FFmpeg and the browser. */
export function ensureTestPrograms() {
  const missing = Object.entries(programs).filter(([name]) => !isThere(name));
  if (missing.length > 0)
    installDebian(
      missing.map(([, debian]) => debian),
      'for the tests',
    );
}

/** Servers lie where only root looks by itself. */
function isThere(name) {
  return [name, `/usr/sbin/${name}`].some((place) => findProgram(place) !== undefined);
}
