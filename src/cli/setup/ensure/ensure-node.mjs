import { SetupStop } from '../say.mjs';

const oldest = [20, 19];

/** Cutroom runs on Node 20.19 and everything newer. */
export function ensureNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new SetupStop(
    `Cutroom needs Node ${oldest.join('.')} or newer; this is ${version}.`,
    'Get a current one from https://nodejs.org/en/download and start again.',
  );
}
