import { describe, expect, test } from 'vitest';
import { lockFile, makeSetupProject, type SetupProject } from './fixtures/setup-project.ts';

const isRoot = process.getuid?.() === 0;
const log = (name: string) => `echo "${name} $*" >> log`;

async function addMedia(project: SetupProject): Promise<void> {
  for (const name of ['ffmpeg', 'ffprobe']) await project.addProgram(name, ':');
}

/** An apt-get that brings ffmpeg with it. */
const bringsFfmpeg = `${log('apt-get')}
case "$*" in *install*) for p in ffmpeg ffprobe; do cp bin/npm bin/$p; done ;; esac`;

describe('npm start on a fresh machine', () => {
  test('installs packages, builds, serves; the second time it only serves', async () => {
    await using project = await makeSetupProject('root');
    await addMedia(project);
    const first = await project.run('start');
    expect(first.stderr).toBe('');
    expect(first.stdout).toMatch(/Installing the packages[^]*Building[^]*served serve production/);
    expect(await project.calls()).toEqual([
      expect.stringMatching(/^npm ci --include=dev /),
      expect.stringMatching(/^npm run --silent build /),
    ]);
    const second = await project.run('start');
    expect(second).toEqual({ exitCode: 0, stdout: 'served serve production\n', stderr: '' });
    expect(await project.calls()).toEqual([]);
  });

  test('installs again when the lock file names another version, or a package is gone', async () => {
    await using project = await makeSetupProject('root');
    await addMedia(project);
    await project.run('start');
    await project.calls();
    await project.write('package-lock.json', lockFile('1.0.1'));
    await project.run('start');
    expect(await project.calls()).toEqual([
      expect.stringContaining('npm ci'),
      expect.stringContaining('build'),
    ]);
    await project.write('node_modules/.package-lock.json', '{ "packages": {');
    await project.run('start');
    expect(await project.calls()).toEqual([expect.stringContaining('npm ci')]);
  });

  test('builds again when a source changed, not when only its time did', async () => {
    await using project = await makeSetupProject('root');
    await addMedia(project);
    await project.run('start');
    await project.calls();
    await project.write(
      'src/server.js',
      "console.log('served', process.argv.slice(2).join(), process.env.NODE_ENV);\n",
    );
    expect((await project.run('start')).stdout).toBe('served serve production\n');
    await project.write('src/server.js', "console.log('newer');\n");
    expect((await project.run('start')).stdout).toMatch(/Building[^]*newer/);
    expect(await project.calls()).toEqual([expect.stringContaining('build')]);
  });

  test("takes nothing over from npm's environment but where the registry is", async () => {
    await using project = await makeSetupProject('root');
    await addMedia(project);
    await project.run('start', {
      NODE_ENV: 'production',
      npm_config_omit: 'dev',
      npm_config_registry: 'https://registry.example/',
      npm_execpath: '/opt/yarn/bin/yarn.js',
    });
    const calls = await project.calls();
    expect(calls).toHaveLength(2);
    for (const call of calls) {
      expect(call).toContain('NODE_ENV=none omit=none registry=https://registry.example/');
    }
  });

  test('says what to do when npm ci or the build fails', async () => {
    await using project = await makeSetupProject('root');
    await addMedia(project);
    await project.addProgram('npm', 'exit 7');
    const { exitCode, stderr } = await project.run('start');
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/npm ci did not succeed[^]*\n {2}npm ci\n/),
    ]);
  });

  test.runIf(isRoot)('installs ffmpeg itself where it may', async () => {
    await using project = await makeSetupProject('root');
    await project.addProgram('apt-get', bringsFfmpeg);
    const { exitCode, stdout } = await project.run('start');
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('Installing ffmpeg to read and render video'),
    ]);
    const calls = (await project.calls()).filter((call) => call.startsWith('apt-get'));
    expect(calls).toEqual([
      expect.stringMatching(/update/),
      expect.stringMatching(/install .*--no-install-recommends ffmpeg$/),
    ]);
  });

  test('installs ffmpeg with a sudo that asks for no password', async () => {
    await using project = await makeSetupProject('nobody');
    await project.addProgram('apt-get', bringsFfmpeg);
    await project.addProgram('sudo', `${log('sudo')}\nshift\ncase "$1" in true) exit 0 ;; esac\nexec "$@"`);
    await project.run('start');
    expect(await project.calls()).toContainEqual(expect.stringMatching(/^apt-get .*install .* ffmpeg$/));
  });

  test('without the right to install it says exactly what to type, and ends with 1', async () => {
    await using project = await makeSetupProject('nobody');
    await project.addProgram('apt-get', log('apt-get'));
    const { exitCode, stderr } = await project.run('start');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('\n  sudo apt-get update && sudo apt-get install -y ffmpeg\n');
    expect(await project.calls()).not.toContainEqual(expect.stringContaining('apt-get'));
  });

  test('without apt-get it says so', async () => {
    await using project = await makeSetupProject('root');
    const { exitCode, stderr } = await project.run('start');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there is no apt-get here')]);
  });

  test('uses the ffmpeg that FFMPEG_PATH names, and says when there is none', async () => {
    await using project = await makeSetupProject('root');
    await addMedia(project);
    await project.removeProgram('ffmpeg');
    const wrong = await project.run('start', { FFMPEG_PATH: '/opt/none/ffmpeg' });
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      1,
      expect.stringContaining('FFMPEG_PATH is /opt/none/ffmpeg'),
    ]);
    const right = await project.run('start', { FFMPEG_PATH: `${project.folder}/bin/ffprobe` });
    expect(right.exitCode).toBe(0);
  });
});

describe('npm test on a fresh machine', () => {
  async function makeTestProject(): Promise<SetupProject> {
    const project = await makeSetupProject('root');
    await addMedia(project);
    for (const name of [
      'chromium',
      'curl',
      'nginx',
      'openssl',
      'python3',
      'redis-server',
      'pg_ctlcluster',
      'ceph-mon',
      'ceph-osd',
      'ceph',
      'radosgw',
    ])
      await project.addProgram(name, ':');
    await project.write(
      'node_modules/vitest/vitest.mjs',
      "console.log('tests', process.env.CHROMIUM_PATH, process.env.NODE_ENV); process.exitCode = Number(process.env.TESTS ?? 0);\n",
    );
    return project;
  }

  test('sets up, checks, tests last, with the browser it found', async () => {
    await using project = await makeTestProject();
    const { exitCode, stdout } = await project.run('test', { NODE_ENV: 'production' });
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`tests ${project.folder}/bin/chromium undefined`);
    const calls = (await project.calls()).map((call) => call.split(' NODE_ENV')[0]);
    expect(calls.slice(1)).toEqual(['npm run --silent build', 'npm run --silent check']);
    expect(exitCode).toBe(0);
  });

  test('makes as many random exports as are asked for, and nothing else', async () => {
    await using project = await makeTestProject();
    const say = `console.log(...process.argv.slice(2), process.env.CUTROOM_RUNS, process.env.CUTROOM_SEED);`;
    await project.write('node_modules/vitest/vitest.mjs', say);
    const { stdout } = await project.run('test', {}, ['--runs', '500', '--seed', '7']);
    const last = stdout.trimEnd().split('\n').at(-1);
    expect(last).toBe('run tests/media/random-exports.test.ts 500 7');
    expect((await project.calls()).join()).not.toContain('check');
  });

  test('fails when the tests fail, and when only the checks do', async () => {
    await using project = await makeTestProject();
    expect((await project.run('test', { TESTS: '1' })).exitCode).toBe(1);
    await project.addProgram('npm', 'exit 1');
    const unchecked = await project.run('test');
    expect(unchecked.stdout).toContain('tests ');
    expect([unchecked.exitCode, unchecked.stderr]).toEqual([1, expect.stringContaining('checks failed')]);
  });
});
