/** Tell how long a piece of work keeps this process busy (ms): what else the machine does meanwhile does not count. */
export function effort(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
