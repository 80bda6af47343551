import type { LeftOut } from "./intake.ts";
import type { ManifestProblem } from "./output/manifest.ts";
import type { Phase } from "./progress.ts";
import type { Field } from "./reading/row.ts";

/** Every Dutch word of the partner's tool. No sentence here may take a value from the source. */

const count = (value: number): string => value.toLocaleString("nl-NL");
const percent = (share: number): string => `${Math.floor(share * 100)}%`;

function duration(seconds: number | null): string {
  if (seconds === null) return "";
  if (seconds < 90) return `, nog ongeveer ${Math.max(1, Math.round(seconds))} seconden`;
  return seconds < 5400
    ? `, nog ongeveer ${Math.round(seconds / 60)} minuten`
    : `, nog ongeveer ${(seconds / 3600).toFixed(1).replace(".", ",")} uur`;
}

const phases: Readonly<Record<Phase, string>> = {
  commit: "Invoer lezen en vastleggen",
  evaluate: "Versleutelen met de sleutelhouders",
  write: "Bestanden schrijven",
};

const reasons: Readonly<Record<LeftOut, string>> = {
  empty: "het kenmerk is leeg",
  tooLong: "het kenmerk is langer dan kan",
  controlCharacter: "er staat een onzichtbaar stuurteken in",
  wrongCharacters: "er staan tekens in die niet kunnen",
  wrongLength: "de lengte klopt niet",
  unknownCountry: "het land is onbekend of ontbreekt",
  wrongStructure: "de opbouw klopt niet",
  checkDigits: "het controlegetal klopt niet",
  noRegion: "het landnummer ontbreekt, en er is geen standaardland opgegeven",
  notANumber: "het is geen telefoonnummer",
  impossibleNumber: "dit telefoonnummer kan niet bestaan",
  noAt: "er staat geen apenstaartje in",
  wrongLocalPart: "het deel vóór het apenstaartje kan niet",
  wrongDomain: "het domein kan niet",
  notAUrl: "het is geen webadres",
  noScheme: "http of https ontbreekt",
  otherScheme: "het is geen http- of https-adres",
  withPassword: "er staat een naam of wachtwoord in het adres",
  noRegistrableDomain: "er zit geen geregistreerd domein in",
  optedOut: "het is een lege of uitgezette waarde, die bij veel mensen hetzelfde is",
  wrongChecksum: "de controlesom klopt niet",
  unknownForm: "deze vorm is niet bekend",
  notPublic: "het is geen openbaar adres",
  uneven: "de rij heeft meer of minder kolommen dan de kopregel",
  subjectMissing: "het zaak- of klantnummer ontbreekt",
  dateWrong: "de datum klopt niet of is anders geschreven dan opgegeven",
  dateOutside: "de datum ligt niet tussen 1990 en 2100",
  amountWrong: "het bedrag klopt niet of is anders geschreven dan opgegeven",
  labelUnknown: "het label is niet bekend",
  typologyUnknown: "de fraudevorm staat niet in het protocol",
  objection: "er is bezwaar gemaakt",
  canary: "het is een afgesproken proefkenmerk",
};

const fields: Readonly<Record<Field, string>> = {
  identifier: "het kenmerk (tekst)",
  subject: "het zaak- of klantnummer (tekst of geheel getal)",
  date: "de datum (tekst of datum zonder tijd)",
  amount: "het bedrag (tekst of getal)",
  label: "het label (tekst, geheel getal of ja/nee)",
  typology: "de fraudevorm (tekst of geheel getal)",
};

const manifestProblems: Readonly<Record<ManifestProblem, string>> = {
  study: "Deze levering hoort bij een ander onderzoek.",
  charter: "Deze levering is gemaakt met een ander protocol. Begin opnieuw met het geldende protocol.",
  partner: "Deze organisatie levert in dit onderzoek geen gegevens.",
  signature: "De handtekening van de levering klopt niet. Maak de levering opnieuw.",
  type: "Dit soort kenmerk staat niet in het protocol.",
  normaliser:
    "De levering is gemaakt met een andere schrijfwijze dan het protocol voorschrijft. Werk het programma bij.",
  receiptForeign: "Er zit een ontvangstbewijs bij van een ander onderzoek, een andere partij of een andere run.",
  receiptSignature: "De handtekening van een ontvangstbewijs klopt niet.",
  receiptsTooFew: "Er zijn minder ontvangstbewijzen dan kenmerken.",
  receiptsDiffer: "De sleutelhouders hebben niet dezelfde reeksen verwerkt.",
  aboveQuota: "Er is meer verwerkt dan was afgesproken.",
  canariesMissing: "Niet alle afgesproken proefkenmerken zitten in de levering.",
  rowsDiffer: "Het aantal rijen klopt niet met de bestanden.",
  fileTwice: "Een bestand komt twee keer voor.",
};

export const messages = {
  reasons: { ...reasons, capped: "het kenmerk komt vaker voor dan het protocol toestaat" } as Readonly<
    Record<string, string>
  >,
  manifestProblems,

  fileUnreadable: (path: string) => `Het bestand ${path} is niet te lezen. Controleer de naam en uw rechten.`,
  mappingNotJson: "Het kolommenbestand is geen geldige JSON. Controleer haakjes en komma's.",
  mappingWrong: (path: string) => `In het kolommenbestand klopt "${path}" niet. Kijk in de uitleg wat daar mag staan.`,
  columnMissing: (name: string) =>
    `De kolom "${name}" uit het kolommenbestand staat niet in de kopregel. Controleer de naam en het scheidingsteken.`,
  columnTwice: (name: string) =>
    `De kolom "${name}" staat twee keer in de kopregel. Geef een van de twee een andere naam.`,
  columnNested: (name: string) => `De kolom "${name}" is samengesteld. Maak er één waarde per rij van.`,
  columnType: (name: string, field: Field) =>
    `De kolom "${name}" heeft het verkeerde type voor ${fields[field]}. Bewaar de kolom als een van deze typen.`,
  delimiterUnclear: "Het scheidingsteken is niet zeker. Zet csv.delimiter in het kolommenbestand.",
  encodingDiffers:
    "Het bestand begint met een kenmerk van een andere tekenset dan is opgegeven. Verbeter csv.encoding.",
  encodingUnknown: "Het bestand is geen gewone tekst. Is het UTF-16, zet dan csv.encoding in het kolommenbestand.",
  encodingWrong: "Het bestand past niet bij de opgegeven tekenset. Bewaar het opnieuw als UTF-8.",
  notUtf8: (row: number) =>
    `Regel ${count(row)} is geen geldige UTF-8. Bewaar het hele bestand als UTF-8, of zet csv.encoding in het kolommenbestand.`,
  lineTooLong: (row: number) =>
    `Regel ${count(row)} is langer dan 1 MB. Waarschijnlijk ontbreekt een aanhalingsteken of een regeleinde.`,
  quotingBroken: (row: number) => `Rond regel ${count(row)} kloppen de aanhalingstekens niet. Verbeter het bestand.`,
  parquetRefused:
    "Dit Parquet-bestand vraagt meer geheugen dan het mag, of spreekt zichzelf tegen. Schrijf het opnieuw, met hoogstens 1.048.576 rijen per groep.",
  parquetBroken: "Dit Parquet-bestand is beschadigd of gebruikt iets dat dit programma niet kent. Schrijf het opnieuw.",
  nothingLeft: "Er blijft geen enkele rij over. Draai eerst `proef` en kijk waarom de rijen zijn geweigerd.",
  objectionUnreadable: (row: number) =>
    `Regel ${count(row)} van de bezwarenlijst is niet te lezen. Er is niets verstuurd: verbeter de regel, anders zou iemand toch meetellen.`,
  sourceChanged:
    "Het invoerbestand is veranderd sinds de invoer is vastgelegd. Zet het oude bestand terug en begin opnieuw.",

  charterWrong: "Het protocolbestand is niet te lezen of veranderd. Haal het opnieuw op.",
  charterUnsigned: (names: string) =>
    `Dit protocol is nog niet geldig ondertekend door: ${names}. Wacht tot iedereen heeft getekend.`,
  typeNotInCharter: (type: string) => `Het soort kenmerk "${type}" staat niet in het protocol. Controleer --soort.`,
  typeUnknown: (type: string) => `Dit programma kent het soort kenmerk "${type}" niet. Werk het programma bij.`,
  normaliserDiffers: (own: string) =>
    `Dit programma schrijft kenmerken volgens ${own}, en het protocol vraagt iets anders. Gebruik de versie van het programma die bij het protocol hoort.`,
  keysWrong:
    "De openbare sleutels in het protocol kloppen niet met elkaar. Er is niets verstuurd. Waarschuw het programmabureau.",
  partnerNotInCharter: (partner: string) => `De partij "${partner}" staat niet in het protocol. Controleer --partner.`,
  partnerBringsNothing: (name: string) => `${name} doet wel mee, maar levert volgens het protocol geen gegevens.`,
  keyNotOfPartner: (name: string) =>
    `Deze sleutel is niet de sleutel van ${name} in het protocol. Kies het goede sleutelbestand.`,
  aboveCeiling: (own: number, ceiling: number) =>
    `Er zijn ${count(own)} verschillende kenmerken en het protocol staat er ${count(ceiling)} toe. Kies een kleinere selectie. Er is niets verstuurd.`,
  canaryDiffers: (place: number) =>
    `De schrijfwijzen van proefkenmerk ${place} komen niet op hetzelfde uit. Dit programma past niet bij het protocol. Er is niets verstuurd.`,

  holderSays: (name: string, sentence: string) => `Sleutelhouder ${name}: ${sentence}`,
  quotaTooSmall: (name: string) =>
    `Sleutelhouder ${name} staat minder toe dan u hebt vastgelegd. Neem contact op met het programmabureau.`,
  proofFailed: (name: string) =>
    `Het bewijs van sleutelhouder ${name} klopt niet met het protocol: er is met een andere sleutel gerekend, of onderweg is iets veranderd. De run is gestopt en er is niets geleverd. Waarschuw het programmabureau.`,
  receiptDiffers: (name: string) =>
    `Het ontvangstbewijs van sleutelhouder ${name} klopt niet. De run is gestopt en er is niets geleverd. Waarschuw het programmabureau.`,
  ownManifestWrong: (sentences: readonly string[]) =>
    `De levering klopt niet en is niet afgemaakt. ${sentences.join(" ")}`,

  stateUnreadable: (path: string) => `De map ${path} is beschadigd. Vraag het programmabureau of een nieuwe run kan.`,
  otherRun: (path: string) =>
    `In ${path} staat een run met een ander protocol, andere kolommen of andere bezwaren. Kies een andere uitvoermap, of ga verder zoals die run begon.`,
  outputTaken: (path: string) => `In ${path} staat al een andere levering. Kies een lege map.`,

  manifestUnreadable: "Het bestand manifest.json is geen geldig manifest.",
  eventsWrong: "Een gegevensbestand heeft niet de afgesproken vorm. Maak de levering opnieuw.",

  keyNotWritten: (path: string) =>
    `De sleutel kan niet in ${path} worden bewaard. Bestaat het bestand al? Een sleutel wordt nooit overschreven.`,
  keyTooOpen: (path: string) => `Anderen kunnen ${path} lezen. Doe eerst: chmod 600 ${path}`,
  keyWrong: (path: string) => `${path} is geen sleutelbestand van dit programma.`,

  uploadRefused: (name: string, sentence: string) => `Het platform weigert ${name}: ${sentence}`,
  uploadFailed: (name: string) =>
    `${name} is niet overgekomen. Controleer de verbinding en probeer het opnieuw; wat er al is, wordt overgeslagen.`,
  uploadChanged: (name: string) => `${name} is veranderd sinds de run. Draai de run opnieuw.`,
  uploadNotSecure: "Leveren kan alleen naar een adres dat met https begint.",
  uploadDone: (run: string) => `Geleverd en ontvangen (run ${run}).`,
  uploadUnknown: "het antwoord is niet te lezen",

  progress: {
    counted: (phase: Phase, done: number) => `${phases[phase]}: ${count(done)} rijen`,
    part: (phase: Phase, drawn: string, share: number, seconds: number | null) =>
      `${phases[phase]}: ${drawn === "" ? "" : `${drawn} `}${percent(share)}${share >= 1 ? "" : duration(seconds)}`,
  },

  dryRun: {
    title: "Proef: er is niets verstuurd en niets geschreven.",
    rows: (rows: number) => `${count(rows)} rijen zouden worden geleverd.`,
    distinct: (distinct: number) => `${count(distinct)} verschillende kenmerken, proefkenmerken meegeteld.`,
    sample: "Zo zien de eerste rijen eruit (kenmerk en zaak zijn hier afgedekt):",
    columns: ["kenmerk", "zaak", "dag", "bedrag", "label", "fraudevorm"] as readonly string[],
    coarsening: (day: "day" | "week", band: number) =>
      `Dagen gaan per ${day === "week" ? "week (de maandag)" : "dag"}; bedragen in stappen van ${count(band)} euro.`,
    refused: (total: number) => (total === 0 ? "Er is niets geweigerd." : `${count(total)} rijen blijven achter:`),
    reason: (total: number, sentence: string) => `  ${count(total).padStart(9)}  ${sentence}`,
  },
  finished: (rows: number, distinct: number, path: string) =>
    `Klaar: ${count(rows)} rijen, ${count(distinct)} verschillende kenmerken. De levering staat in ${path}`,

  keyMade: (path: string, publicKey: string) =>
    `De sleutel staat in ${path}. Bewaar een reservekopie op een veilige plek en geef haar aan niemand.\nOpenbare sleutel (deze mag iedereen weten): ${publicKey}`,
  signing: {
    study: (study: string) => `Onderzoek: ${study}`,
    question: (title: string) => `Titel: ${title}`,
    period: (starts: string, ends: string) => `Looptijd: van ${starts} tot en met ${ends}`,
    parties: (names: string) => `Partijen: ${names}`,
    holders: (names: string) => `Sleutelhouders: ${names}`,
    types: (types: string) => `Kenmerken: ${types}`,
    hash: (hash: string) => `Hash van het protocol: ${hash}`,
    signature: (signature: string) => `Handtekening: ${signature}`,
    confirm: "Dit is gelezen, nog niet getekend. Teken met: --akkoord <hash>",
    otherHash: "De hash achter --akkoord is niet die van dit protocol. Er is niet getekend.",
  },

  sample: {
    noSuch: (index: number) => `Er is geen blad ${index}.`,
    unfinished: "In deze map is nog geen invoer vastgelegd.",
    whole: "Het bewijs klopt: dit kenmerk is vastgelegd vóór de eerste berekening.",
    wrong: "Het bewijs klopt niet.",
    warning: "Let op: hieronder staan echte kenmerken. Geef ze alleen aan de auditor.",
  },
  bundle: {
    operatorWrong: "De handtekening van het platform onder zijn eigen keten klopt niet.",
    proofUnreadable: "Het bewijsbestand is niet te lezen. Download het opnieuw.",
    receiptWrong: (batch: number) => `Het ontvangstbewijs van reeks ${batch} klopt niet.`,
    ledgerBroken: (holder: string, position: number) =>
      `Het grootboek van ${holder} is niet heel bij regel ${position}.`,
    headWrong: (holder: string) => `De handtekening van ${holder} onder de stand van zijn grootboek klopt niet.`,
    receiptNotInLedger: (holder: string, batch: number) => `Reeks ${batch} staat niet in het grootboek van ${holder}.`,
    chainUnreadable: (line: number) => `Regel ${line} van het bewijs is niet te lezen.`,
    chainBroken: (position: number) => `Het logboek van het platform is niet heel bij positie ${position}.`,
    witnessWrong: (holder: string, position: number) =>
      `${holder} heeft op positie ${position} iets anders ondertekend dan in het logboek staat.`,
    witnessOutside: (position: number) =>
      `Positie ${position}, die een sleutelhouder heeft ondertekend, ontbreekt in het logboek.`,
    whole: (events: number, witnesses: number) =>
      `Alles klopt: ${count(events)} gebeurtenissen in het logboek, ${count(witnesses)} keer ondertekend door een sleutelhouder.`,
  },

  stopped: (name: string) => `${name} heeft het onderzoek stilgelegd.`,
  notStopped: (name: string, sentence: string) => `Nog niet stilgelegd bij ${name}: ${sentence} Bel de sleutelhouder.`,

  unknownCommand: (name: string) =>
    `De opdracht "${name}" bestaat niet. Vraag uitleg met: rondetafel-pseudonymise help`,
  optionMissing: (name: string) => `Geef ook --${name} op. Vraag uitleg met: rondetafel-pseudonymise help`,
  optionWrong:
    "Een van de opties is niet bekend of heeft een verkeerde waarde. Vraag uitleg met: rondetafel-pseudonymise help",
  unexpected:
    "Er ging iets mis dat niet was voorzien. Er is niets geleverd. Draai de opdracht opnieuw, of vraag het programmabureau om hulp.",
  help: `rondetafel-pseudonymise: maak van namen en nummers kenmerken die niemand terug kan rekenen.

Opdrachten
  sleutel    --bestand sleutel.json
             Maak de sleutel waarmee uw organisatie tekent. Eén keer.
  teken      <protocol.json> --sleutel sleutel.json [--akkoord <hash>]
             Lees wat er in het onderzoeksprotocol staat en teken het.
  proef      zelfde opties als draai, zonder --uit
             Kijk wat er zou worden geleverd en wat er wordt geweigerd. Er wordt niets verstuurd.
  draai      --protocol protocol.json --partner <id> --soort <iban|phone|…> --sleutel sleutel.json
             --bron bestand.csv --kolommen kolommen.json --uit map [--bezwaren lijst.txt] [--threads n] [--reeks n]
             Leg de invoer vast, laat de sleutelhouders rekenen en schrijf de levering.
             Ging het mis? Geef dezelfde opdracht nog eens: hij gaat verder waar hij was.
  lever      --uit map --platform https://… --sleutel sleutel.json
             Stuur de levering naar het platform.
  controleer --protocol protocol.json [--uit map] [--grootboek bestand.json …] [--bewijs bewijs.json]
             Controleer zonder verbinding of alles klopt.
  stop       --protocol protocol.json --partner <id> --sleutel sleutel.json
             Leg het onderzoek stil bij de sleutelhouders. Er kan dan meteen niets meer.
  monster    zelfde opties als draai, met --bladen 3,17,250
             Toon een auditor dat deze kenmerken vooraf waren vastgelegd.
  help       Deze uitleg.

Kolommenbestand (JSON)
  { "columns": { "identifier": "IBAN", "subject": "Klantnummer", "date": "Datum",
                 "amount": "Bedrag", "label": "Label", "typology": "Soort" },
    "csv": { "delimiter": ";", "encoding": "utf-8" },
    "dateFormat": "yyyy-mm-dd" of "dd-mm-yyyy",  "decimals": "point" of "comma",
    "labels": { "fraud": ["1"], "clean": ["0"], "unknown": ["?"] },
    "typologies": { "eigen naam": "naam in het protocol" },
    "defaultRegion": "NL" }
  Alleen identifier, subject en date zijn verplicht.

Namen en nummers verlaten deze computer niet en worden nergens bewaard.`,
};
