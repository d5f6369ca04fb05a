'use client';
import { Clapperboard } from 'lucide-react';
import { useExports } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { Choice } from '../components/choice.tsx';
import { DetailsPanel } from '../details/details-panel.tsx';
import { ConfigPicker } from '../submit/config-picker.tsx';
import { DropZone } from '../submit/drop-zone.tsx';
import { RefusalDialog } from '../submit/refusal-dialog.tsx';
import { useSubmit, type Submit } from '../submit/use-submit.ts';
import { Announcer } from './announcer.tsx';
import { ConnectionMark, ConnectionNote } from './connection-note.tsx';
import { ExportsList } from './exports-list.tsx';
import { filters, usePageAddress, type FilterName } from './page-address.ts';
import { Welcome } from './welcome.tsx';

const pageSize = 25;
const filterOptions = (Object.keys(filters) as FilterName[]).map((value) => ({
  value,
  label: filters[value].label,
}));

/** Every export of the server, live; and where a cut list becomes one. */
export function ExportsPage() {
  const address = usePageAddress();
  const { states } = filters[address.filter];
  const result = useExports({ pageSize, ...(states !== undefined && { states }) });
  const submit = useSubmit();
  const isEmpty = address.filter === 'all' && result.exports?.length === 0;
  return (
    <>
      <DropZone onFiles={submit.submitFiles} />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 pt-7 pb-5 sm:pt-9">
        <div className="flex items-baseline gap-4">
          <h1 className="text-2xl font-semibold tracking-tight">Exports</h1>
          <ConnectionMark connection={result.connection} />
        </div>
        {!isEmpty && <SubmitButtons submit={submit} />}
      </div>
      <ConnectionNote connection={result.connection} />
      {!isEmpty && (
        <div className="mb-4">
          <Choice label="Show" value={address.filter} options={filterOptions} onChange={address.setFilter} />
        </div>
      )}
      <ExportsList
        result={result}
        filter={address.filter}
        onOpen={address.open}
        onShowAll={() => address.setFilter('all')}
        welcome={
          <Welcome>
            <SubmitButtons submit={submit} />
          </Welcome>
        }
      />
      <Announcer key={address.filter} exports={result.exports} />
      {address.openId !== undefined && (
        <DetailsPanel key={address.openId} jobId={address.openId} onClose={address.close} />
      )}
      {submit.refusal && (
        <RefusalDialog refusal={submit.refusal} onClose={submit.dismiss} onNewId={submit.submitUnderNewId} />
      )}
    </>
  );
}

function SubmitButtons({ submit }: { readonly submit: Submit }) {
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={submit.trySample} disabled={submit.isMakingSample}>
        <Clapperboard aria-hidden />
        {submit.isMakingSample ? 'Making the cameras…' : 'Try the sample'}
      </Button>
      <ConfigPicker onFiles={submit.submitFiles} isBusy={submit.isSending} />
    </div>
  );
}
