/** The message sent to the process of a trial instead of a signal, which Windows does not have. */
export const INTERRUPT = 'interrupt';
