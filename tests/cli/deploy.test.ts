import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/server/metrics/metrics.ts';

const read = (name: string) => readFile(new URL(`../../docs/deploy/${name}`, import.meta.url), 'utf8');

test('alerts ask only for metrics that there are, by labels that they have', async () => {
  const metrics = createMetrics();
  const sources = {
    mediaBasePath: '/',
    countSockets: () => 0,
    waitingWork: () => ({ longestSeconds: 0, estimatedSeconds: 0 }),
    countExports: () => states,
  };
  const states = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };
  metrics.observe(sources);
  metrics.hooks.onExportFinal('failed', 'DISK_FULL');
  metrics.hooks.onUploads('published', 2);
  const page = await metrics.render();
  metrics.close();
  expect(page).toContain('cutroom_exports_ended_total{state="failed",code="DISK_FULL"} 1');
  expect(page).toContain('cutroom_uploads_total{outcome="published"} 2');
  expect(page).toContain('cutroom_chunk_store_bytes 0');
  // As `promtool check metrics` wants it: only counters are called totals.
  const types = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  expect(types.filter(([, name = '', type]) => name.endsWith('_total') !== (type === 'counter'))).toEqual([]);
  const { groups } = parse(await read('alerts.yml')) as { groups: { rules: { expr: string }[] }[] };
  const expressions = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  expect(expressions).toHaveLength(3);
  const asked = expressions.join(' ').match(/cutroom_\w+/g) ?? [];
  expect(asked.filter((name) => !page.includes(`# TYPE ${name} `))).toEqual([]);
});

test('the unit for systemd leads to the program, and takes what the container takes', async () => {
  const unit = await read('cutroom.service');
  for (const line of [
    'ExecStart=/usr/bin/node dist/cli.js serve',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'CapabilityBoundingSet=',
    'TimeoutStopSec=20',
    'LimitNOFILE=65536',
  ])
    expect(unit.split('\n')).toContain(line);
});
