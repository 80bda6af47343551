/**
 * Microseconds of processor time of this thread: what one core needs, whatever else runs on the machine. Node's helper
 * threads (garbage collection) do not count, which is in favour of whoever makes most garbage.
 */
export async function threadTime(work: () => unknown): Promise<number> {
  const start = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(start);
  return user + system;
}
