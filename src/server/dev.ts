import { serve } from './serve.ts';

await serve({ isDev: true });
