/** What a partner's event looks like once identifiers are tokens and everything else is coarsened at the source. */
export interface Row {
  /** 16 bytes: the pseudonym of a device, account or number. */
  readonly token: Uint8Array;
  /** 16 bytes: the pseudonym of the customer or case behind the event. */
  readonly subject: Uint8Array;
  /** Days since 1 January 1970; never a time of day. */
  readonly day: number;
  /** Whole euros. */
  readonly amount: number;
  readonly label: 0 | 1 | 2;
  /** Small whole number; 0 when there is none. */
  readonly typology: number;
  /** Position in the list of organisations of the study. */
  readonly organisation: number;
}

/** Labels as they are stored. */
export const LABEL = { clean: 0, fraud: 1, unknown: 2 } as const;

export const KEY_BYTES = 32;
export const TOKEN_BYTES = 16;
/** Membership patterns are bit masks in a 32-bit integer that both engines read alike. */
export const MOST_ORGANISATIONS = 30;
