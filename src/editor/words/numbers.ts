/** In the browser's locale. */
const counts = new Intl.NumberFormat();
const decimals = [0, 1, 2, 3].map(
  (digits) =>
    new Intl.NumberFormat(undefined, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: false,
    }),
);

/** `53,990`, as the browser's locale writes it. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** `1.50`, as the browser's locale writes it; at most three digits after the point. */
export function formatDecimal(value: number, digits: number): string {
  return decimals[digits]?.format(value) ?? value.toFixed(digits);
}

/** `62 %`; 100 only when all is done, 0 only when nothing is. */
export function formatPercent(fraction: number): string {
  const percent = Math.floor(Math.min(Math.max(fraction, 0), 1) * 100);
  return `${percent === 0 && fraction > 0 ? 1 : percent} %`;
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `412 MB`, in powers of 1,000 as disks and downloads count. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** step;
  const digits = step < 2 || value >= 100 ? 0 : 1;
  // 999.96 MB would read as 1000.0 MB.
  if (Number(value.toFixed(digits)) >= 1000 && step < units.length - 1)
    return `${formatDecimal(1, 1)} ${units[step + 1] ?? ''}`;
  return `${formatDecimal(value, digits)} ${units[step] ?? ''}`;
}

/** `3.2× realtime`: seconds of output made per second. */
export function formatSpeed(speed: number): string {
  const digits = speed >= 10 ? 0 : speed >= 0.1 ? 1 : 2;
  return `${formatDecimal(speed, digits)}× realtime`;
}

/** `9:05`, `1:02:33`: length in seconds, as players show it. */
export function formatLength(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** Time left in minutes, rounded up: a promise that is kept early is no bother. */
export function formatTimeLeft(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 1) return seconds > 50 ? '1 min left' : 'under 1 min left';
  if (minutes < 60) return `${minutes} min left`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h left` : `${hours} h ${rest} min left`;
}

/** How long something took: `0.8 s`, `41 s`, `12 min`, `1 h 05 min`. */
export function formatTaken(seconds: number): string {
  if (seconds < 10) return `${formatDecimal(Math.max(seconds, 0), 1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `just now`, `4 min ago`, `2 h ago`, then the date. `instant` is ISO 8601, `now` milliseconds. */
export function formatAge(instant: string, now: number): string {
  const seconds = (now - Date.parse(instant)) / 1000;
  if (Number.isNaN(seconds)) return '';
  if (seconds < 45) return 'just now';
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 24 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return new Date(instant).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** `1st`, `2nd`, `11th` */
export function formatOrdinal(value: number): string {
  const lastTwo = value % 100;
  const suffix = lastTwo >= 11 && lastTwo <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${formatCount(value)}${suffix}`;
}
