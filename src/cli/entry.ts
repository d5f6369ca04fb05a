#!/usr/bin/env node
import { tooFewOpenFiles } from '../server/http/open-file-limit.ts';

// Before anything else is loaded: loading opens so many files at once that it would fail, with a stack.
const complaint = tooFewOpenFiles('program');
if (complaint !== undefined) {
  process.stderr.write(`${complaint}\n`);
  process.exit(4);
}
await import('./main.ts');
