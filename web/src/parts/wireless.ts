/** How strong a Wi-Fi signal is, as people see it: 0 to 4 bars. */
export function bars(signal_dbm: number): number {
  return [-85, -75, -67, -60].filter((least) => signal_dbm >= least).length;
}
