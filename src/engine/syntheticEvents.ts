import { Chance } from "./chance.ts";

/** A generic role, never a real organisation. */
export interface SyntheticPartner {
  readonly name: string;
  readonly role: "bank" | "shop" | "telecom" | "marketplace" | "payment";
}

export interface SyntheticOptions {
  readonly seed: number;
  readonly partners: readonly SyntheticPartner[];
  readonly customersPerPartner: number;
  /** First day, "2026-01-01", and how many days. */
  readonly start: string;
  readonly days: number;
  /** Share of fraud that a partner never notices, and of clean events that it takes for fraud; 0 to 1. */
  readonly labelErrors: { readonly missed: number; readonly falseAlarm: number };
}

/** One event as it happened: `fraud` is the truth, `label` is what the partner wrote down. */
export interface SyntheticEvent {
  readonly partner: number;
  /** Like an IMEI of the test range (TAC 001…): no existing device has it. */
  readonly device: string;
  readonly customer: string;
  readonly day: number;
  /** Whole euros. */
  readonly amount: number;
  readonly fraud: boolean;
  readonly label: 0 | 1 | 2;
  readonly typology: number;
}

/** How the synthetic world is: round numbers that look like the field, not estimates of it. */
const WORLD = {
  /** Probability that a person is a customer of a given partner. */
  customer: 0.6,
  householdGrows: 0.5,
  largestHousehold: 6,
  sharedDevice: 0.3,
  publicDevice: 0.02,
  personsPerPublicDevice: 2000,
  eventsGoOn: 0.75,
  mostEvents: 12,
  unknown: 0.02,
  fraudstersPerCustomer: 0.03,
  fraudGoesOn: 0.7,
  nextPartner: 0.65,
  dayGoesOn: 0.92,
  fraudOnPublicDevice: 0.08,
  resold: 0.15,
  typologies: 5,
} as const;
const MEDIAN_AMOUNT = { bank: 120, shop: 45, telecom: 30, marketplace: 35, payment: 60 } as const;
const DAY = 86_400_000;

/** 14 digits and the check digit of an IMEI (Luhn), in the range that is reserved for tests. */
export function syntheticDevice(number: number): string {
  const digits = `00101${String(number).padStart(9, "0")}`;
  const sum = [...digits].reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}

class World {
  readonly chance: Chance;
  readonly #options: SyntheticOptions;
  readonly #first: number;
  /** Days, each as often as it is busy: December twice, weekends a little more. */
  readonly #calendar: number[] = [];
  readonly publicDevices: string[];
  #devices = 0;
  #customers = 0;

  constructor(options: SyntheticOptions) {
    this.#options = options;
    this.chance = new Chance(options.seed);
    this.#first = Math.floor(Date.parse(options.start) / DAY);
    for (let day = 0; day < options.days; day += 1) {
      const date = new Date((this.#first + day) * DAY);
      const weight = 4 + (date.getUTCMonth() === 11 ? 4 : 0) + (date.getUTCDay() % 6 === 0 ? 1 : 0);
      for (let copy = 0; copy < weight; copy += 1) this.#calendar.push(this.#first + day);
    }
    const places = 1 + Math.floor(options.customersPerPartner / WORLD.personsPerPublicDevice);
    this.publicDevices = Array.from({ length: places }, () => this.newDevice());
  }

  newDevice(): string {
    this.#devices += 1;
    return syntheticDevice(this.#devices);
  }

  newCustomer(partner: number): string {
    this.#customers += 1;
    return `SYN-${partner + 1}-${String(this.#customers).padStart(9, "0")}`;
  }

  /** A busy day, from `after` on. */
  day(after = this.#first): number {
    const day = this.chance.pick(this.#calendar) ?? this.#first;
    return day >= after ? day : Math.min(this.last, after + this.chance.below(30));
  }

  get last(): number {
    return this.#first + this.#options.days - 1;
  }

  event(partner: number, device: string, customer: string, day: number, fraud: boolean): SyntheticEvent {
    const { missed, falseAlarm } = this.#options.labelErrors;
    const wrong = this.chance.happens(fraud ? missed : falseAlarm);
    const label = fraud !== wrong ? 1 : this.chance.happens(WORLD.unknown) && !fraud ? 2 : 0;
    const median = MEDIAN_AMOUNT[this.#options.partners[partner]?.role ?? "shop"] * (fraud ? 6 : 1);
    const typology = fraud ? 1 + this.chance.below(WORLD.typologies) : 0;
    return { partner, device, customer, day, amount: this.chance.amount(median, 1), fraud, label, typology };
  }
}

/** A person with a device of their own, sometimes on the one of the household or in a public place. */
function* personEvents(
  world: World,
  partners: number,
  own: string,
  shared: string | null,
  after?: number,
): Generator<SyntheticEvent> {
  const { chance } = world;
  for (let partner = 0; partner < partners; partner += 1) {
    if (!chance.happens(WORLD.customer)) continue;
    const customer = world.newCustomer(partner);
    const count = 1 + chance.times(WORLD.eventsGoOn, WORLD.mostEvents);
    for (let one = 0; one < count; one += 1) {
      let device = shared !== null && chance.happens(WORLD.sharedDevice) ? shared : own;
      if (chance.happens(WORLD.publicDevice)) device = chance.pick(world.publicDevices) ?? device;
      yield world.event(partner, device, customer, world.day(after), false);
    }
  }
}

function* householdEvents(world: World, partners: number, size: number): Generator<SyntheticEvent> {
  const shared = size > 1 ? world.newDevice() : null;
  for (let person = 0; person < size; person += 1) yield* personEvents(world, partners, world.newDevice(), shared);
}

/** Goes from partner to partner with the same device, some days apart; sells it on afterwards now and then. */
function* fraudsterEvents(world: World, partners: number): Generator<SyntheticEvent> {
  const { chance } = world;
  const device = chance.happens(WORLD.fraudOnPublicDevice)
    ? (chance.pick(world.publicDevices) ?? "")
    : world.newDevice();
  const visits = 1 + chance.times(WORLD.nextPartner, partners - 1);
  const first = chance.below(partners);
  let day = world.day();
  for (let visit = 0; visit < visits; visit += 1) {
    const partner = (first + visit) % partners;
    const customer = world.newCustomer(partner);
    const count = 1 + chance.times(WORLD.fraudGoesOn, 8);
    for (let one = 0; one < count; one += 1) {
      yield world.event(partner, device, customer, Math.min(world.last, day), true);
      day += chance.times(0.5, 7);
    }
    day += chance.times(WORLD.dayGoesOn, 90);
    if (day > world.last) return;
  }
  if (chance.happens(WORLD.resold)) yield* personEvents(world, partners, device, null, day);
}

/**
 * Everything that happens in a synthetic world, event by event: households that share devices, public places, customers
 * of several partners, fraudsters who take a device from partner to partner, devices that are sold on, seasons, and
 * labels that are sometimes wrong. The same options give the same events; memory does not grow with their number.
 */
export function* syntheticEvents(options: SyntheticOptions): Generator<SyntheticEvent> {
  const world = new World(options);
  const partners = options.partners.length;
  const persons = Math.round(options.customersPerPartner / WORLD.customer);
  const fraudsters = Math.max(3, Math.round(options.customersPerPartner * WORLD.fraudstersPerCustomer * partners));
  let done = 0;
  let frauds = 0;
  while (done < persons) {
    const size = 1 + world.chance.times(WORLD.householdGrows, WORLD.largestHousehold - 1);
    yield* householdEvents(world, partners, size);
    done += size;
    // Fraudsters are spread over the file like everybody else.
    while (frauds < fraudsters && frauds / fraudsters < done / persons) {
      yield* fraudsterEvents(world, partners);
      frauds += 1;
    }
  }
}
