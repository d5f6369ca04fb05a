'use client';
import { useState } from 'react';
import { Clapperboard } from 'lucide-react';
import { Button } from '../components/button.tsx';
import { Choice } from '../components/choice.tsx';
import { SearchField } from '../components/search-field.tsx';
import { DetailsPanel } from '../details/details-panel.tsx';
import { ConfigPicker } from '../submit/config-picker.tsx';
import { PageDrop } from '../submit/page-drop.tsx';
import { RefusalDialog } from '../submit/refusal-dialog.tsx';
import { useSubmit, type Submit } from '../submit/use-submit.ts';
import { formatCount } from '../words/numbers.ts';
import { CancelAll } from './cancel-all.tsx';
import { useListing } from './use-listing.ts';
import { Announcer } from './announcer.tsx';
import { ConnectionMark, ConnectionNote } from './connection-note.tsx';
import { ExportsList } from './exports-list.tsx';
import { filters, usePageAddress, type FilterName } from './page-address.ts';
import { Welcome } from './welcome.tsx';
import { Workers } from './workers.tsx';

/** Every export of the server, live; and where a cut list becomes one. */
export function ExportsPage() {
  const address = usePageAddress();
  const [search, setSearch] = useState('');
  const { result, active, counts } = useListing({ filter: address.filter, search });
  const submit = useSubmit();
  const isEmpty = address.filter === 'all' && search === '' && result.exports?.length === 0;
  const options = (Object.keys(filters) as FilterName[]).map((value) => ({
    value,
    label:
      counts === undefined ? filters[value].label : `${filters[value].label} ${formatCount(counts[value])}`,
  }));
  return (
    <>
      <PageDrop
        says="Drop an export config to export it, or footage to begin a project"
        onFiles={submit.submitFiles}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 pt-7 pb-5 sm:pt-9">
        <div className="flex items-baseline gap-4">
          <h1 className="text-2xl font-semibold tracking-tight">Exports</h1>
          <ConnectionMark connection={result.connection} />
        </div>
        {!isEmpty && <SubmitButtons submit={submit} />}
      </div>
      <ConnectionNote connection={result.connection} />
      {!isEmpty && (
        <div className="mb-4 flex flex-wrap items-center gap-3">
          <Choice label="Show" value={address.filter} options={options} onChange={address.setFilter} />
          <SearchField
            label="Search the exports"
            value={search}
            onChange={setSearch}
            className="w-48 max-sm:w-full"
          />
          <CancelAll active={active} />
        </div>
      )}
      <ExportsList
        result={result}
        filter={address.filter}
        search={search}
        onOpen={address.open}
        onShowAll={() => address.setFilter('all')}
        welcome={
          <Welcome>
            <SubmitButtons submit={submit} />
          </Welcome>
        }
      />
      <Workers />
      <Announcer key={`${address.filter} ${search}`} exports={result.exports} />
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
        {submit.isMakingSample ? 'Making the sample…' : 'Try the sample'}
      </Button>
      <ConfigPicker onFiles={submit.submitFiles} isBusy={submit.isSending} />
    </div>
  );
}
