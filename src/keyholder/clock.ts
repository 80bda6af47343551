/** The only place here that knows what time it is; tests pass their own. */
export const systemNow = (): Date => new Date();

/** Milliseconds on a clock that never goes back, for measuring pace. */
export const systemElapsed = (): number => performance.now();
