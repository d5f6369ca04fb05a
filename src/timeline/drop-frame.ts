/**
 * How many numbers of drop-frame time code were left out before a frame: two (four at 60) of each minute but every tenth.
 * `nominal` is the whole rate that the numbers count, 30 or 60. SMPTE ST 12-1.
 */
export function droppedBefore(frame: number, nominal: number): number {
  const dropped = nominal / 15;
  const perMinute = nominal * 60 - dropped;
  const perTen = perMinute * 10 + dropped;
  const [tens, rest] = [Math.floor(frame / perTen), frame % perTen];
  return tens * 9 * dropped + (rest < dropped ? 0 : dropped * Math.floor((rest - dropped) / perMinute));
}
