/** The only place that knows what time it is. Tests pass a fixed clock. */
export interface Clock {
  now(): Date;
  /** Calendar day in Amsterdam, YYYY-MM-DD. */
  today(): string;
}

const DAY_IN_AMSTERDAM = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" });

export const calendarDay = (moment: Date): string => DAY_IN_AMSTERDAM.format(moment);

export const systemClock: Clock = {
  now: () => new Date(),
  today: () => calendarDay(new Date()),
};

export const fixedClock = (iso: string): Clock => ({
  now: () => new Date(iso),
  today: () => calendarDay(new Date(iso)),
});
