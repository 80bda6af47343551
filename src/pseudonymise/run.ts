import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type InputCommitment, neededFor, type SigningKey, sha256 } from "../keyholder/index.ts";
import type { BackendName } from "../oprf/index.ts";
import { type Charter, requireIdentifier, requireKeys, requireSignatures, type Wanted } from "./charter.ts";
import { commitInput, prepareIntake, type Source } from "./commit.ts";
import { Stop } from "./errors.ts";
import { TOKEN_BYTES } from "./evaluation/calculate.ts";
import { evaluateAll } from "./evaluation/evaluate.ts";
import { holdersOf, PATIENCE, type Patience } from "./evaluation/holders.ts";
import { startPool } from "./evaluation/pool.ts";
import { createTurns } from "./evaluation/turns.ts";
import { runSecrets } from "./keys.ts";
import { readAt } from "./leaves.ts";
import { messages } from "./messages.nl.ts";
import { type Manifest, parseManifest, type SignedManifest, signManifest, verifyManifest } from "./output/manifest.ts";
import { type Written, writeParts } from "./output/parts.ts";
import type { Progress } from "./progress.ts";
import { type Committed, type FinishedBatch, type RunState, WorkFolder, writeWhole } from "./work.ts";

/** Identifiers in one request: one proof each, and a second or so of work for a holder. */
export const BATCH_SIZE = 8192;
export const PASS_SIZE = 500_000;

export interface RunOptions {
  readonly charter: Charter;
  readonly partner: string;
  readonly type: string;
  readonly key: SigningKey;
  readonly source: Source;
  readonly output: string;
  readonly progress: Progress;
  readonly batchSize?: number;
  readonly passSize?: number;
  readonly threads?: number | undefined;
  readonly backend?: BackendName | undefined;
  readonly patience?: Patience;
}

/** The partner must be a data holder of the charter, and the key must be the one that it names. */
function requirePartner({ core }: Charter, partner: string, key: SigningKey): void {
  const party = core.parties.find((one) => one.partner === partner);
  if (party === undefined) throw new Stop("charter", messages.partnerNotInCharter(partner));
  if (party.role !== "dataHolder") throw new Stop("charter", messages.partnerBringsNothing(party.name));
  if (party.signingKey !== key.publicKey) throw new Stop("key", messages.keyNotOfPartner(party.name));
}

/** A later version of the charter may carry a run on, as long as nothing changed that the run depends on. */
const settingsOf = ({ charter, type, source }: RunOptions): string => {
  const identifier = charter.core.identifiers.find((one) => one.type === type);
  return sha256(
    JSON.stringify([charter.core.study, identifier, charter.coarsening, source.mapping, source.objections]),
  );
};

/** Takes up the run of this folder, or begins one. */
function openState(options: RunOptions, folder: WorkFolder): RunState {
  const { partner, type } = options;
  const settings = settingsOf(options);
  const known = folder.readState();
  if (known !== null) {
    const isSame = known.partner === partner && known.type === type && known.settings === settings;
    if (!isSame) throw new Stop("resume", messages.otherRun(folder.path));
    return known;
  }
  const state: RunState = {
    format: "rondetafel-run/1",
    run: randomUUID(),
    salt: randomBytes(32).toString("base64url"),
    partner,
    type,
    settings,
    batchSize: options.batchSize ?? BATCH_SIZE,
    committed: null,
  };
  folder.create();
  folder.writeState(state);
  return state;
}

function manifestOf(
  options: RunOptions,
  { normaliser, identifier }: Wanted,
  commitment: InputCommitment,
  committed: Committed,
  finished: readonly FinishedBatch[],
  { files, rows, capped }: Written,
  tokenAt: (place: number) => string,
): Manifest {
  return {
    format: "rondetafel-manifest/1",
    study: commitment.study,
    charterHash: commitment.charterHash,
    partner: options.partner,
    type: identifier.type,
    run: commitment.run,
    normaliser: { name: normaliser.name, version: normaliser.version, hash: identifier.normaliser.hash },
    merkleRoot: commitment.merkleRoot,
    distinct: commitment.count,
    rows,
    refused: capped === 0 ? committed.refused : { ...committed.refused, capped },
    canaries: committed.canaries.map((place, index) => ({ index, token: tokenAt(place) })),
    receipts: finished.flatMap(({ receipts }) => receipts),
    files,
  };
}

/** A delivery that is already whole in this folder, by the same run; a new version of the charter is signed anew. */
function finishedManifest({ output, charter, key }: RunOptions, run: string): SignedManifest | null {
  const path = join(output, "manifest.json");
  if (!existsSync(path)) return null;
  const signed = parseManifest(readFileSync(path, "utf8"));
  if (signed.manifest.run !== run) throw new Stop("resume", messages.outputTaken(output));
  if (signed.manifest.charterHash === charter.hash) return signed;
  const renewed = signManifest({ ...signed.manifest, charterHash: charter.hash }, key.privateKey);
  writeWhole(path, `${JSON.stringify(renewed, null, 2)}\n`);
  return renewed;
}

/** Everything that can be known to be wrong before the first row is read. */
async function checkBefore({ charter, partner, type, key }: RunOptions): Promise<Wanted> {
  requirePartner(charter, partner, key);
  const wanted = requireIdentifier(charter, type);
  requireSignatures(charter);
  await requireKeys(charter, wanted.identifier);
  return wanted;
}

function commitmentOf(
  { charter, partner, type }: RunOptions,
  wanted: Wanted,
  run: string,
  committed: Committed,
): InputCommitment {
  const { merkleRoot, count } = committed;
  if (count > wanted.identifier.ceiling)
    throw new Stop("quota", messages.aboveCeiling(count, wanted.identifier.ceiling));
  return {
    study: charter.core.study,
    partner,
    type,
    run,
    merkleRoot,
    count,
    normaliserHash: wanted.identifier.normaliser.hash,
    charterHash: charter.hash,
  };
}

/**
 * The whole run: commit, have evaluated, write. Can be stopped at any moment and started again with the same options;
 * it then asks nothing twice. Throws a Stop with a Dutch sentence for everything that is expected to go wrong.
 */
export async function runPseudonymise(options: RunOptions): Promise<SignedManifest> {
  const { charter, source, output, progress, key, partner } = options;
  const wanted = await checkBefore(options);
  mkdirSync(output, { recursive: true });
  const folder = new WorkFolder(output);
  const state = openState(options, folder);
  const earlier = finishedManifest(options, state.run);
  if (earlier !== null) return earlier;
  const secrets = runSecrets(key.privateKey, Buffer.from(state.salt, "base64url"));
  const prepared = prepareIntake(charter, wanted, source, secrets);

  progress.begin("commit", null);
  const committed = state.committed ?? (await commitInput(prepared, source, folder, progress.advance));
  if (state.committed === null) folder.writeState({ ...state, committed });
  const commitment = commitmentOf(options, wanted, state.run, committed);

  const stop = new AbortController();
  const holders = holdersOf(charter.core, wanted.identifier, stop.signal);
  const by = { signer: partner, privateKey: key.privateKey };
  const patience = options.patience ?? PATIENCE;
  const turns = createTurns({ holders, needed: neededFor(wanted.identifier), commitment, by, patience });
  const pool = startPool({ threads: options.threads, backend: options.backend });
  try {
    await turns.commit();
    progress.begin("evaluate", committed.count);
    const finished = await evaluateAll({
      prepared,
      source,
      secrets,
      commitment,
      turns,
      folder,
      pool,
      batchSize: state.batchSize,
      passSize: options.passSize ?? PASS_SIZE,
      onBatch: progress.advance,
    });
    progress.begin("write", null);
    const { eventsPerToken, typologies } = charter.coarsening;
    const written = writeParts(output, folder, committed, {
      eventsPerToken,
      typologies,
      shuffleKey: secrets.shuffleKey,
      onRows: progress.advance,
    });
    const tokenAt = (place: number): string =>
      readAt(folder.file("tokens.bin"), place * TOKEN_BYTES, TOKEN_BYTES).toString("hex");
    const manifest = manifestOf(options, wanted, commitment, committed, finished, written, tokenAt);
    return publish(options, folder, signManifest(manifest, key.privateKey));
  } finally {
    stop.abort();
    await pool.close();
    progress.end();
  }
}

/** The manifest comes last: a folder without one is not a delivery. It is judged as the platform will judge it. */
function publish({ charter, output }: RunOptions, folder: WorkFolder, signed: SignedManifest): SignedManifest {
  const { sentences } = verifyManifest(signed, charter.core, charter.hash);
  if (sentences.length > 0) throw new Stop("receipt", messages.ownManifestWrong(sentences));
  writeWhole(join(output, "manifest.json"), `${JSON.stringify(signed, null, 2)}\n`);
  folder.clean();
  return signed;
}
