// node export.mjs http://localhost:3000 config.json
import { readFile } from 'node:fs/promises';
import { createCutroomClient, problemOf } from 'cutroom-client/client';

const [url = '', path = ''] = process.argv.slice(2);
const { default: ws } = await import('ws');
const cutroom = createCutroomClient({
  url,
  token: process.env['CUTROOM_TOKEN'],
  WebSocket: globalThis.WebSocket ?? ws,
});
try {
  const { jobId } = await cutroom.trpc.createExport.mutate(JSON.parse(await readFile(path, 'utf8')));
  for await (const { status, message, progress } of cutroom.watchExport(jobId))
    console.log(status, progress, message);
  console.log(await cutroom.signedUrl(`/api/export/${jobId}/download`));
} catch (error) {
  const { message, hint = '' } = problemOf(error);
  console.error(message, hint);
  process.exitCode = 1;
}
await cutroom.close();
