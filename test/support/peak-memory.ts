/**
 * The start of a module that runs within a process that is measured: it defines `peakKilobytes()`, the most memory that the
 * process has had at once. On Linux that is `VmHWM`, for `maxRSS` there begins with the memory of whoever started the process.
 */
export const definesPeakKilobytes: string =
  'import { readFileSync } from "node:fs"; const peakKilobytes = () => process.platform === "linux" ' +
  '? Number(/^VmHWM:\\s*(\\d+)/m.exec(readFileSync("/proc/self/status", "latin1"))[1]) ' +
  ': process.resourceUsage().maxRSS; ';
