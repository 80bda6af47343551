import { join } from "node:path";
import { activateCharter } from "./activation.ts";
import { createPacer, type Pace } from "./bucket.ts";
import { openCharterStore } from "./charterStore.ts";
import { systemElapsed, systemNow } from "./clock.ts";
import { type Core, type Limits, today } from "./core.ts";
import { calendarDay } from "./days.ts";
import { accept, deal, sealingKey } from "./deals.ts";
import { HolderError } from "./errors.ts";
import { commit, createEvaluate, type Evaluate } from "./evaluation.ts";
import { createEvaluator, type Evaluator, openSuite } from "./evaluator.ts";
import { makeFolder } from "./files.ts";
import { holderIdOf, openIdentity } from "./identity.ts";
import { type Keystore, openKeystore, StoreError } from "./keystore.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import { lockFolder } from "./lock.ts";
import { messages } from "./messages.nl.ts";
import { readHead, readLedger, veto, witness } from "./oversight.ts";
import { type InputCommitment, PROTOCOL, type SignedCharter } from "./protocol.ts";
import { partnerId } from "./shapes.ts";
import { isPublicKey, PURPOSES, type SigningKey, sign } from "./signing.ts";
import { StartError } from "./start.ts";
import { applyRow, emptyState, type HolderState } from "./state.ts";
import { createKeys, destroyShares, destroyStudy, finishDestructions } from "./studyKeys.ts";
import { headFault, type Walk, walkLedger } from "./walk.ts";
import {
  type AcceptRequest,
  type CharterAnswer,
  type CommitmentAnswer,
  type DealRequest,
  type DestroyRequest,
  type HolderInfo,
  type KeysRequest,
  type LedgerPage,
  OPERATOR,
  type ReadRequest,
  type SealRequest,
  type SignedDeal,
  type SignedDestructionCertificate,
  type SignedLedgerHead,
  type SignedRequest,
  type SignedSealingKey,
  type SignedWitnessedHead,
  type TypedShare,
  type VetoAnswer,
  type VetoRequest,
  type WitnessRequest,
} from "./wire.ts";

export interface HolderOptions {
  readonly name: string;
  readonly dir: string;
  /** Where the keystore is, when not in `dir`: it may not be in a backup. */
  readonly keystoreDir?: string;
  /** Null for the commands of the administrator, which no operator asks for. */
  readonly operatorKey: string | null;
  readonly now?: () => Date;
  /** Milliseconds on a clock that never goes back. */
  readonly elapsed?: () => number;
  readonly pace?: Pace;
  readonly limits?: Limits;
  readonly evaluator?: Evaluator;
  /** Messages for the administrator, Dutch. */
  readonly say?: (line: string) => void;
}

/** A key holder: its verbs, each of which refuses by HolderError and returns only what is on disk. */
export interface Holder {
  readonly info: HolderInfo;
  readonly state: HolderState;
  createKeys(signed: SignedRequest<KeysRequest>): Promise<readonly TypedShare[]>;
  sealingKey(signed: SignedRequest<SealRequest>): Promise<SignedSealingKey>;
  deal(signed: SignedRequest<DealRequest>): Promise<SignedDeal>;
  accept(signed: SignedRequest<AcceptRequest>): Promise<TypedShare>;
  activateCharter(study: string, signed: SignedCharter): Promise<CharterAnswer>;
  commit(signed: SignedRequest<InputCommitment>): Promise<CommitmentAnswer>;
  readonly evaluate: Evaluate;
  veto(signed: SignedRequest<VetoRequest>): Promise<VetoAnswer>;
  readLedger(signed: SignedRequest<ReadRequest>, from: number): Promise<LedgerPage>;
  readHead(signed: SignedRequest<ReadRequest>): Promise<SignedLedgerHead>;
  witness(signed: SignedRequest<WitnessRequest>): Promise<SignedWitnessedHead>;
  destroy(signed: SignedRequest<DestroyRequest>): Promise<SignedDestructionCertificate>;
  /** By the administrator, who got the key from the partner itself. False: it was enrolled already. */
  enrol(partner: string, publicKey: string): Promise<boolean>;
  destroyHere(study: string): Promise<SignedDestructionCertificate>;
  /** Confirms the day of the clock after a jump ahead. */
  acceptDay(): Promise<string>;
  close(): Promise<void>;
}

const DEFAULT_PACE: Pace = { elementsPerSecond: 5000, burst: 32_768 };

/** Design §4.3: small spaces (numbers, devices) get a lower ceiling; above it the steering group must act first. */
const SMALL_SPACE = /^(phone|imei|device)(:|$)/;
export const DEFAULT_LIMITS: Limits = { ceiling: (type) => (SMALL_SPACE.test(type) ? 2_000_000 : 10_000_000) };

export const ledgerFile = (dir: string): string => join(dir, "ledger.jsonl");
export const keystoreFolder = (dir: string, own?: string): string => own ?? join(dir, "keystore");

interface Loaded {
  readonly state: HolderState;
  readonly walk: Walk;
  readonly receiptKey: string | null;
}

/** Applies the whole ledger, and refuses one that is not whole or is older than the keystore. */
function load(dir: string, keystore: Keystore, say: (line: string) => void): Loaded {
  const state = emptyState();
  const head = keystore.head();
  let receiptKey: string | null = null;
  let remembered: string | undefined;
  const walk = walkLedger(ledgerFile(dir), (row) => {
    if (row.entry.kind === "holder") receiptKey = row.entry.receiptKey;
    if (row.position === head?.position) remembered = row.hash;
    applyRow(state, row);
  });
  if (walk.broken !== null) throw new StartError(messages.start.ledgerBroken(walk.broken.position, walk.broken.fault));
  const behind = head === null ? null : headFault(walk, head, () => remembered);
  if (behind?.fault === "missing") throw new StartError(messages.start.ledgerOld);
  if (behind != null) throw new StartError(messages.start.ledgerBroken(behind.position, behind.fault));
  if (head === null && walk.last !== null) say(messages.start.noKeystore);
  if (walk.torn > 0) say(messages.start.torn(walk.torn));
  return { state, walk, receiptKey };
}

function openStore(folder: string): Keystore {
  try {
    return openKeystore(folder);
  } catch (error) {
    throw error instanceof StoreError ? new StartError(messages.start.keystoreBroken) : error;
  }
}

interface Opened {
  readonly loaded: Loaded;
  readonly key: SigningKey;
  readonly ledger: Ledger;
}

async function createCore(options: HolderOptions, keystore: Keystore, { loaded, key, ledger }: Opened): Promise<Core> {
  const { state } = loaded;
  const suite = await openSuite();
  const holder = holderIdOf(key.publicKey);
  return {
    info: { holder, name: options.name, receiptKey: key.publicKey, protocol: PROTOCOL },
    operatorKey: options.operatorKey ?? "",
    state,
    keystore,
    suite,
    evaluator: options.evaluator ?? createEvaluator(suite),
    limits: options.limits ?? DEFAULT_LIMITS,
    charters: openCharterStore(join(options.dir, "studies")),
    now: options.now ?? systemNow,
    record(entry) {
      const row = ledger.append(entry);
      applyRow(state, row);
      return row;
    },
    settled: ledger.settled,
    readRows: ledger.read,
    head: () => ({ position: ledger.last?.position ?? -1, hash: ledger.last?.hash ?? "" }),
    sign: (purpose, value) => sign(purpose, value, key.privateKey),
    pace: createPacer(options.pace ?? DEFAULT_PACE, options.elapsed ?? systemElapsed),
  };
}

async function enrol(core: Core, partner: string, publicKey: string): Promise<boolean> {
  if (!partnerId.safeParse(partner).success || partner === OPERATOR) throw new StartError(messages.command.badPartner);
  if (!isPublicKey(publicKey)) throw new StartError(messages.command.badKey);
  if (core.state.partners.get(partner) === publicKey) return false;
  core.record({ kind: "enrolled", partner, publicKey });
  await core.settled();
  return true;
}

async function acceptDay(core: Core): Promise<string> {
  const day = calendarDay(core.now());
  if (core.state.day !== null && day < core.state.day) throw new StartError(messages.command.dayBack);
  if (day !== core.state.day) core.record({ kind: "day", day, accepted: true });
  await core.settled();
  return day;
}

function verbsOf(core: Core): Omit<Holder, "close"> {
  /** Nothing leaves before everything that was appended so far is on disk; a refusal neither. */
  const durably = async <Value>(work: () => Value | Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } finally {
      await core.settled();
    }
  };
  return {
    info: core.info,
    state: core.state,
    createKeys: (signed) => durably(() => createKeys(core, signed)),
    sealingKey: (signed) => durably(() => sealingKey(core, signed)),
    deal: (signed) => durably(() => deal(core, signed)),
    accept: (signed) => durably(() => accept(core, signed)),
    activateCharter: (study, signed) => durably(() => activateCharter(core, study, signed)),
    commit: (signed) => durably(() => commit(core, signed)),
    evaluate: createEvaluate(core),
    veto: (signed) => durably(() => veto(core, signed)),
    readLedger: (signed, from) => readLedger(core, signed, from),
    readHead: (signed) => durably(() => readHead(core, signed)),
    witness: (signed) => durably(() => witness(core, signed)),
    destroy: (signed) => durably(() => destroyStudy(core, signed)),
    enrol: (partner, publicKey) => enrol(core, partner, publicKey),
    destroyHere: (study) => {
      const request = { holder: core.info.holder, study };
      return destroyShares(core, study, core.info.holder, core.sign(PURPOSES.destroy, request));
    },
    acceptDay: () => acceptDay(core),
  };
}

/** The first row says whose ledger it is; a clock that is not believed is no reason not to start. */
async function begin(core: Core): Promise<void> {
  const { holder, name, receiptKey } = core.info;
  if (core.head().position < 0) core.record({ kind: "holder", holder, name, receiptKey });
  finishDestructions(core);
  try {
    today(core);
  } catch (error) {
    if (!(error instanceof HolderError)) throw error;
  }
  await core.settled();
}

/**
 * Opens a holder on its folder, for this process alone.
 * @throws StartError with a Dutch sentence when the folder is in use, or the ledger is not whole.
 */
export async function openHolder(options: HolderOptions): Promise<Holder> {
  makeFolder(options.dir);
  const unlock = lockFolder(options.dir);
  let keystore: Keystore | undefined;
  try {
    keystore = openStore(keystoreFolder(options.dir, options.keystoreDir));
    const store = keystore;
    const loaded = load(options.dir, keystore, options.say ?? (() => {}));
    const known = loaded.receiptKey === null ? null : { receiptKey: loaded.receiptKey };
    const key = openIdentity(options.dir, known);
    const ledger = await openLedger({
      file: ledgerFile(options.dir),
      walk: loaded.walk,
      now: options.now ?? systemNow,
      onDurable: (row) => store.rememberHead(row),
    });
    const core = await createCore(options, keystore, { loaded, key, ledger });
    await begin(core);
    let closing: Promise<void> | undefined;
    const finish = async (): Promise<void> => {
      await ledger.close();
      store.close();
      unlock();
    };
    return {
      ...verbsOf(core),
      close() {
        closing ??= finish();
        return closing;
      },
    };
  } catch (error) {
    keystore?.close();
    unlock();
    throw error instanceof StoreError ? new StartError(messages.start.keystoreBroken) : error;
  }
}
