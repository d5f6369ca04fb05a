'use client';
import { useId, type ReactNode } from 'react';
import type { Rendition } from '../../../contract/project.ts';
import { useCapabilities } from '../../../client/react.ts';
import { Choice } from '../../components/choice.tsx';
import { rateName } from '../../words/codecs.ts';
import { setRendition } from '../model/angles.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';

const formats = [
  { value: 'mp4', label: 'MP4' },
  { value: 'webm', label: 'WebM' },
] as const;

const codecs = [
  { value: 'copy', label: 'As recorded' },
  { value: 'h264', label: 'H.264' },
  { value: 'h265', label: 'H.265' },
] as const;

const codecNotes: Record<Rendition['codec'], string> = {
  copy: 'Untouched frames keep their original quality; only a few around the cuts are re-encoded. Fastest.',
  h264: 'Everything is re-encoded. Plays everywhere.',
  h265: 'Everything is re-encoded. About half the size; older devices cannot play it.',
};

const sizes = [
  [3840, 2160],
  [2560, 1440],
  [1920, 1080],
  [1280, 720],
  [854, 480],
] as const;

const rates = [23.976, 24, 25, 29.97, 30, 50, 59.94, 60];

/** What the export is to be. Size and rate are the cameras' own unless everything is re-encoded. */
export function RenditionForm() {
  const { store } = useStudio();
  const { rendition } = useEdit();
  const { data: capabilities } = useCapabilities();
  const change = (part: Partial<Rendition>) => store.change((edit) => setRendition(edit, part));
  const { format, codec, width, height, fps, includeAudio } = rendition;
  const offered = codecs.filter(
    ({ value }) => value === 'copy' || (format === 'mp4' && capabilities?.encoders[value] !== false),
  );
  const size = `${width}×${height}`;
  return (
    <div className="space-y-4">
      <Field label="Format">
        <Choice
          label="Format"
          value={format}
          options={formats}
          onChange={(value) =>
            change(value === 'webm' ? { format: value, codec: 'copy' } : { format: value })
          }
        />
      </Field>
      <Field label="Video">
        <Choice
          label="Video"
          value={codec}
          options={offered}
          onChange={(value) => change({ codec: value })}
        />
        <p className="mt-1.5 text-xs text-pretty text-muted">{codecNotes[codec]}</p>
      </Field>
      {codec !== 'copy' && (
        <div className="grid grid-cols-2 gap-3">
          <Select
            label="Size"
            value={size}
            options={withOwn(
              size,
              sizes.map(([w, h]) => `${w}×${h}`),
            )}
            nameOf={(value) => value.replace('×', ' × ')}
            onChange={(value) => {
              const [w = width, h = height] = value.split('×').map(Number);
              change({ width: w, height: h });
            }}
          />
          <Select
            label="Frame rate"
            value={String(fps)}
            options={withOwn(String(fps), rates.map(String))}
            nameOf={rateName}
            onChange={(value) => change({ fps: Number(value) })}
          />
        </div>
      )}
      <label className="flex min-h-9 items-center gap-2.5 text-sm">
        <input
          type="checkbox"
          checked={includeAudio}
          onChange={({ currentTarget }) => change({ includeAudio: currentTarget.checked })}
          className="size-4 accent-[var(--live)]"
        />
        With sound
      </label>
    </div>
  );
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <p aria-hidden className="mb-1.5 text-xs font-medium text-muted">
        {label}
      </p>
      {children}
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly nameOf: (value: string) => string;
  readonly onChange: (value: string) => void;
}

function Select({ label, value, options, nameOf, onChange }: SelectProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-xs font-medium text-muted">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        className="min-h-9 w-full rounded-md bg-ground px-2 text-sm ring-1 ring-edge ring-inset"
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {nameOf(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

function withOwn(own: string, usual: readonly string[]): readonly string[] {
  return usual.includes(own) ? usual : [own, ...usual];
}
