import { endProcess } from './end-process.ts';
import { serve } from './serve.ts';

await endProcess(await serve({ isDev: true }));
