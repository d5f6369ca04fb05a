/** The page with hot reload around scripted exports: `npx tsx tests/e2e/support/dev-server.ts [port] [built]`. */
import { setEveryState } from './scenes.ts';
import { startScriptedServer } from './scripted-server.ts';

const server = await startScriptedServer({
  port: Number(process.argv[2] ?? 0),
  pages: process.argv[3] === 'built' ? 'built' : 'dev',
});
await setEveryState(server.exports);
console.log(server.url);

let frames = 22_295;
setInterval(() => {
  frames = frames >= 35_960 ? 0 : frames + 90;
  const progress = frames / 35_960;
  server.exports.change('export-abc123', { framesDone: frames, progress, etaSeconds: (1 - progress) * 400 });
}, 250);
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
