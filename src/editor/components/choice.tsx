'use client';
import { ToggleGroup } from 'radix-ui';

export interface ChoiceOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

export interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly ChoiceOption<Value>[];
  readonly onChange: (value: Value) => void;
}

/** One of a few, side by side. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  const choose = (chosen: string) => {
    const option = options.find((candidate) => candidate.value === chosen);
    if (option) onChange(option.value);
  };
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={choose}
      className="flex w-fit max-w-full gap-1 max-sm:w-full overflow-x-auto rounded-lg bg-panel p-1 ring-1 ring-line ring-inset"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="min-h-8 rounded-md px-3 text-sm whitespace-nowrap text-muted transition-colors hover:text-text focus-visible:outline-offset-0 data-[state=on]:bg-track data-[state=on]:font-medium data-[state=on]:text-text max-sm:min-h-9 max-sm:flex-1 max-sm:px-2"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
