import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** What takes longest begins first: otherwise one worker ends with it while the others have nothing to do. */
const longest = [
  'media/exact-cuts',
  'e2e/studio/studio-accessibility',
  'media/random-exports',
  'media/every-film',
  'e2e/accessibility',
  'media/podcast',
  'media/plays-in-chromium',
  'assets/sync',
  'e2e/studio/studio-page',
  'media/smart-render',
  'faults/server-dies',
  'assets/proxies',
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

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    // More than small machines have cores: tests wait for their children and browsers much of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
