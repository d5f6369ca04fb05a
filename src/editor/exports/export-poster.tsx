'use client';
import { useState } from 'react';
import { useSignedUrl } from '../../client/react.ts';
import type { ExportStatus } from '../../client/contract.ts';
import { StateGlyph } from './state-glyph.tsx';

/** What an export looks like, once it is finished and has a picture; its state until then. */
export function ExportPoster({ status }: { readonly status: ExportStatus }) {
  const path = posterPathOf(status);
  const url = useSignedUrl(path);
  const [failed, setFailed] = useState<string>();
  return (
    <span className="grid h-9 w-16 shrink-0 place-items-center">
      {url === undefined || failed === url ? (
        <StateGlyph status={status} />
      ) : (
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setFailed(url)}
          className="h-9 w-16 rounded-sm bg-[#000] object-contain ring-1 ring-line"
        />
      )}
    </span>
  );
}

/** Of exports without pictures there is none to be asked for. */
function posterPathOf({ status, downloadUrl, output, outputs }: ExportStatus): string | undefined {
  if (status !== 'completed' || downloadUrl === undefined) return undefined;
  const hasPicture = [output, ...(outputs ?? []).map((one) => one.output)].some(
    (made) => made !== undefined && made.width > 0,
  );
  return hasPicture ? downloadUrl.replace(/\/download(?:\?.*)?$/, '/poster') : undefined;
}
