/** What the process of a trial is told in place of a signal, which Windows does not have. */
export const INTERRUPT = 'interrupt';
