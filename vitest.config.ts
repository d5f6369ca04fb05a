import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** What takes longest begins first: otherwise one worker ends with it while the others have nothing to do. */
const longest = [
  'fleet/workers-fail',
  'media/random-exports',
  'media/spliced-sound',
  'media/every-film',
  'fleet/redis-fails',
  'faults/server-dies',
  'media/damage',
  'fleet/apart',
  'e2e/studio/direct-upload',
  'faults/source-changes',
  'media/mixed-sound',
  'media/exact-cuts',
  'storage/exports',
  'media/outputs',
  'faults/killed-render-goes-on',
  'media/smart-render',
  'media/podcast',
  'faults/disk-fills',
  'fleet/processes',
  'faults/long-plans',
  'faults/deadly-source',
  'faults/under-siege',
  'e2e/proxy/under-a-path',
  'e2e/studio/episode',
  'e2e/studio/studio-accessibility',
  'e2e/accessibility',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = longest.findIndex((name) => moduleId.includes(`/tests/${name}.test.`));
      return place < 0 ? longest.length : place;
    };
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

/** Tests of single rooms and of what lies behind one port: they leave nothing behind, so one process runs many of them. */
const small = ['tests/unit/**/*.test.{ts,tsx}', 'tests/contract/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // On a busy machine a page takes its time: what is waited for is an event, not an instant.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // More than small machines have cores: tests wait for their children and browsers much of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'whole', include: ['tests/**/*.test.{ts,tsx}'], exclude: small } },
      { extends: true, test: { name: 'rooms', include: small, isolate: false } },
    ],
  },
});
