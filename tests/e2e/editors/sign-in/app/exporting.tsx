'use client';
import { CutroomProvider } from 'cutroom-client/react';
import type { ConfigV1Input } from 'cutroom-client/contract';
import { ExportButton } from './export-button.tsx';

export interface ExportingProps {
  readonly url: string;
  /** A file that Cutroom may read. */
  readonly footage: string;
  /** Otherwise the browser sends Cutroom the editor's cookie. */
  readonly sendsToken: boolean;
  readonly name: string;
}

/** Asked again for each request and connection: a token of better-auth lives a quarter of an hour. */
async function token(): Promise<string> {
  const answer = await fetch('/api/auth/token');
  return ((await answer.json()) as { token: string }).token;
}

export function Exporting({ url, footage, sendsToken, name }: ExportingProps) {
  const config: ConfigV1Input = {
    version: 1,
    id: 'episode',
    projectName: `The episode of ${name}`,
    sources: [{ id: 'a', name: 'Camera 1', filePath: footage }],
    segments: [{ sourceIndex: 0, startTime: 0, endTime: 2, audioFromSource: true }],
    output: { format: 'mp4', codec: 'h264', width: 160, height: 90, fps: 30, includeAudio: true },
  };
  return (
    <CutroomProvider url={url} {...(sendsToken && { token })}>
      <h1>{name}</h1>
      <ExportButton config={config} />
    </CutroomProvider>
  );
}
