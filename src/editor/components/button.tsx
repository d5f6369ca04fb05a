import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger';

interface Look {
  readonly look?: ButtonLook;
}

const base =
  'inline-flex min-h-9 items-center justify-center gap-2 rounded-md px-3.5 text-sm font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0';

const looks: Record<ButtonLook, string> = {
  primary: 'bg-primary text-on-primary hover:bg-primary/85',
  plain: 'bg-raised text-text ring-1 ring-inset ring-line hover:bg-hover',
  quiet: 'text-muted hover:bg-hover hover:text-text',
  danger: 'bg-danger text-on-danger hover:bg-danger/85',
};

export function buttonClasses(look: ButtonLook = 'plain', extra?: string): string {
  return classNames(base, looks[look], extra);
}

export function Button({ look, className, ...props }: ComponentProps<'button'> & Look) {
  return <button type="button" className={buttonClasses(look, className)} {...props} />;
}

export function ButtonLink({ look, className, ...props }: ComponentProps<'a'> & Look) {
  return <a className={buttonClasses(look, className)} {...props} />;
}

/** A button that shows only an icon; its label is spoken and shown as a tooltip. */
export function IconButton({
  label,
  look = 'quiet',
  className,
  ...props
}: ComponentProps<'button'> & Look & { readonly label: string }) {
  return (
    <Tooltip text={label}>
      <Button
        look={look}
        aria-label={label}
        className={classNames('size-9 min-h-0 px-0 max-sm:size-10', className)}
        {...props}
      />
    </Tooltip>
  );
}
