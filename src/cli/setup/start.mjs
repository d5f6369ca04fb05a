/**
 * `npm start`: sets up what is missing, then becomes the server. Nothing but Node is needed to run this file.
 * The script in package.json begins with `exec`: a shell in between would keep SIGTERM to itself, and the
 * server would outlive the npm that a supervisor has stopped.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ensureBuild } from './ensure/ensure-build.mjs';
import { ensureFfmpeg } from './ensure/ensure-ffmpeg.mjs';
import { ensureNode } from './ensure/ensure-node.mjs';
import { ensurePackages } from './ensure/ensure-packages.mjs';
import { prepare, root } from './prepare.mjs';

await prepare(() => {
  ensureNode();
  ensurePackages(root);
  ensureFfmpeg();
  ensureBuild(root);
});

// In this process and not as a child: signals and the exit code are then the server's own.
process.env.NODE_ENV = 'production';
process.argv.splice(1, Infinity, join(root, 'dist/cli.js'), 'serve');
await import(pathToFileURL(join(root, 'dist/cli.js')).href);
