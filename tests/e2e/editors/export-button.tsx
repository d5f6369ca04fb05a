'use client';
import {
  CutroomProvider,
  isFinal,
  useCreateExport,
  useExportStatus,
  useRetryExport,
} from 'cutroom-client/react';
import type { ConfigV1Input } from 'cutroom-client/contract';

export function ExportButton({ config }: { config: ConfigV1Input }) {
  const { mutate: createExport, data: created, problem } = useCreateExport();
  const { mutate: retry } = useRetryExport();
  const { status, downloadUrl, problem: lost } = useExportStatus(created?.jobId);
  if (downloadUrl) return <a href={downloadUrl}>Download</a>;
  if (status && !isFinal(status.status))
    return <progress value={status.progress} aria-label={status.message} />;
  return (
    <>
      <button onClick={() => (status ? retry(status.jobId) : createExport(config))}>Export</button>
      <p role="alert">{status?.message ?? problem?.message ?? lost?.message}</p>
    </>
  );
}

export const Exporting = ({ config }: { config: ConfigV1Input }) => (
  <CutroomProvider url="http://localhost:3000">
    <ExportButton config={config} />
  </CutroomProvider>
);
