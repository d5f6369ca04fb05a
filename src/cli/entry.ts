#!/usr/bin/env node
import { fewestOpenFiles, openFilesLimit } from '../server/open-files.ts';

// Before anything else is loaded: loading alone opens more files at once, and fails with a stack.
const limit = openFilesLimit();
if (limit < fewestOpenFiles) {
  process.stderr.write(
    `Cutroom needs at least ${fewestOpenFiles} open files, and this system allows ${limit}. ` +
      'Raise the limit (`ulimit -n 65536`, LimitNOFILE= of a systemd service, ulimits: of a container).\n',
  );
  process.exit(4);
}
await import('./main.ts');
