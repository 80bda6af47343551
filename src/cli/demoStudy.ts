import { askEverything, drill, useAsFigure } from "./demo/answers.ts";
import { PARTNERS } from "./demo/cast.ts";
import { agreeOnCharter } from "./demo/charter.ts";
import { deliverAll } from "./demo/data.ts";
import { endStudy, proveChain } from "./demo/ending.ts";
import { setStage } from "./demo/stage.ts";
import { compareWithTruth } from "./demo/truth.ts";

/**
 * `npm run demo:study`: a whole study on synthetic data, with two key holders and three partners as processes of their
 * own, from charter to destruction. SIZE is the number of customers per partner (default 1.500).
 */
const TEMPLATES = ["overlap", "timeToReuse", "preventableDamage", "collateral", "thresholdSweep", "sensitivity"];
const started = Date.now();
const say = (line: string): void =>
  void process.stdout.write(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);

const size = Number(process.env.SIZE ?? "1500");
if (!Number.isInteger(size) || size < 1200) {
  process.stderr.write("SIZE moet een getal van 1200 of hoger zijn: kleiner mag een partij niet leveren.\n");
  process.exit(1);
}

say("Alle gegevens, mensen en organisaties in deze demonstratie zijn verzonnen.");
const stage = await setStage(say);
let failed = false;
try {
  const study = await agreeOnCharter(stage);
  try {
    const delivered = await deliverAll(stage, study, size);
    const asked = await askEverything(stage, study, TEMPLATES);
    for (const line of compareWithTruth(asked, delivered)) say(line);
    await drill(stage, study);
    const released = asked.find(({ status }) => status === "released");
    if (released === undefined) throw new Error("Er is geen enkele uitkomst vrijgegeven.");
    const figure = await useAsFigure(stage, released);
    await proveChain(stage, study, PARTNERS[0]?.key ?? "");
    await endStudy(stage, study);
    const register = await (await fetch(`${stage.baseUrl}/openbaar/onderzoeken`)).text();
    if (!register.includes("Verdachte apparaten")) throw new Error("Het onderzoek staat niet op de openbare lijst.");
    say(`Het cijfer stond op ${figure}, het onderzoek op /openbaar/onderzoeken.`);
    say("Klaar: van protocol tot vernietiging.");
    if (process.env.KEEP === "1") {
      say(`De demonstratie blijft staan op ${stage.baseUrl} tot Ctrl-C.`);
      await new Promise<void>((resolve) => void process.once("SIGINT", () => resolve()));
    }
  } finally {
    for (const holder of study.holders) await holder.stop();
  }
} catch (error) {
  process.stderr.write(`De demonstratie is mislukt: ${error instanceof Error ? error.message : String(error)}\n`);
  failed = true;
} finally {
  await stage.close();
}
// Said outright: the embedded database leaves an exit code of its own behind.
process.exit(failed ? 1 : 0);
