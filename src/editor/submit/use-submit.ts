'use client';
import { useState } from 'react';
import type { ExportConfigInput } from '../../client/contract.ts';
import { problemOf, useCreateExport, useMakeSample } from '../../client/react.ts';
import { kindOfFile } from '../../contract/footage/footage-kinds.ts';
import { useToast } from '../components/toast.tsx';
import { useHandover } from './dropped.tsx';
import { readDroppedConfig, type ConfigRefusal } from './read-config.ts';

export interface Submit {
  readonly submitFiles: (files: readonly File[]) => void;
  readonly trySample: () => void;
  readonly submitUnderNewId: (config: ExportConfigInput) => void;
  readonly isMakingSample: boolean;
  readonly isSending: boolean;
  /** Why the last config was not taken. */
  readonly refusal: ConfigRefusal | undefined;
  readonly dismiss: () => void;
}

/** Turns configs into exports: reads them, checks them here, sends them, and keeps why one was refused. */
export function useSubmit(): Submit {
  const toast = useToast();
  const create = useCreateExport();
  const sample = useMakeSample();
  const { openWith } = useHandover();
  const [refusal, setRefusal] = useState<ConfigRefusal>();

  const send = async (fileName: string, config: ExportConfigInput) => {
    try {
      const { projectName } = await create.mutateAsync(config);
      toast({ title: `“${projectName}” is in the queue` });
    } catch (error) {
      const { code, message, hint, issues } = problemOf(error);
      setRefusal({
        fileName,
        message,
        issues,
        ...(hint !== undefined && { hint }),
        ...(code === 'ID_TAKEN' && { takenId: config }),
      });
    }
  };
  const submitFile = async (file: File) => {
    const read = await readDroppedConfig(file);
    if (read.isOk) await send(file.name, read.config);
    else setRefusal(read.refusal);
  };
  const sendSample = async () => {
    try {
      await send('The sample', await sample.mutateAsync());
    } catch (error) {
      const { message, hint = '' } = problemOf(error);
      const text = `${message} ${hint}`.trim();
      toast({ title: 'The sample could not be made', text, isFault: true });
    }
  };
  return {
    submitFiles: (files) => void sortOut(files, { submitFile, openWith }),
    trySample: () => void sendSample(),
    submitUnderNewId: (config) => {
      setRefusal(undefined);
      void send(config.projectName ?? config.id, withNewId(config));
    },
    isMakingSample: sample.isPending,
    isSending: create.isPending,
    refusal,
    dismiss: () => setRefusal(undefined),
  };
}

interface Ways {
  readonly submitFile: (file: File) => Promise<void>;
  readonly openWith: (files: readonly File[]) => void;
}

/** Footage begins a project; everything else is read as a config, or told why it is none. */
async function sortOut(files: readonly File[], { submitFile, openWith }: Ways): Promise<void> {
  const footage = files.filter(isFootage);
  if (footage.length > 0) openWith(footage);
  await inTurn(
    files.filter((file) => !isFootage(file)),
    submitFile,
  );
}

/** Videos, and what nobody can tell by its name, and recorders' sound. */
function isFootage({ name, type }: File): boolean {
  const kind = kindOfFile(name, type);
  return kind === 'video' || kind === 'sound';
}

/** One after the other, so that exports queue in the order of the files. */
async function inTurn(files: readonly File[], submit: (file: File) => Promise<void>): Promise<void> {
  for (const file of files) await submit(file);
}

/** The same export under an id that nobody has; the output's path names the old one, so it is left out. */
function withNewId(config: ExportConfigInput): ExportConfigInput {
  const id = `${config.id.slice(0, 115)}-${crypto.randomUUID().slice(0, 8)}`;
  if (config.version === 2) return { ...config, id };
  const { filePath: _filePath, ...output } = config.output;
  return { ...config, id, output };
}
