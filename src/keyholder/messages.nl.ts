import type { ChainFault } from "./chain.ts";
import type { HolderErrorCode } from "./errors.ts";

/** What a person reads when a holder refuses: what happened, and what to do. */
const refusals: Readonly<Record<HolderErrorCode, string>> = {
  notFound: "Deze sleutelhouder kent dit adres niet. Controleer het adres en de versie van het programma.",
  unreadableRequest: "De sleutelhouder kan de vraag niet lezen. Werk het programma bij en probeer het opnieuw.",
  tooLarge: "De vraag is te groot voor de sleutelhouder. Verdeel haar in kleinere delen.",
  tooSlow: "De vraag kwam niet op tijd helemaal aan. Controleer de verbinding en probeer het opnieuw.",
  notAllowed:
    "De sleutelhouder herkent de afzender of de handtekening niet. Laat je openbare sleutel bij de sleutelhouder inschrijven, of controleer welke sleutel je gebruikt.",
  otherStudy: "De vraag hoort bij een ander onderzoek. Controleer voor welk onderzoek je werkt.",
  otherHolder: "De vraag is voor een andere sleutelhouder ondertekend. Onderteken haar opnieuw.",
  requestTooOld:
    "De vraag is te oud, of de klok van deze computer loopt niet gelijk. Zet de klok goed en vraag opnieuw.",
  noKeys: "Voor dit onderzoek heeft de sleutelhouder nog geen sleutels. Laat het programmabureau ze eerst aanvragen.",
  noCharter: "Bij de sleutelhouder geldt nog geen onderzoeksprotocol. Laat het programmabureau het eerst aanbieden.",
  otherCharter: "Er geldt intussen een ander onderzoeksprotocol. Haal het nieuwe op en begin daarmee opnieuw.",
  vetoed:
    "Een partij heeft dit onderzoek stilgelegd. Het gaat pas verder met een nieuw protocol dat iedereen ondertekent.",
  charterUnreadable: "Het onderzoeksprotocol heeft niet de afgesproken vorm. Maak het opnieuw in het onderzoek.",
  charterHash: "De tekst van het protocol hoort niet bij de hash. Haal het protocol opnieuw op.",
  charterNotSigned: "Niet elke partij heeft dit protocol geldig ondertekend. Vraag wie nog moet tekenen.",
  charterUnknownParty:
    "Een partij in het protocol is bij deze sleutelhouder niet ingeschreven, of met een andere sleutel. Laat haar eerst inschrijven.",
  charterOtherHolder: "Deze sleutelhouder staat niet, of niet juist, in het protocol. Verbeter het protocol.",
  charterShares:
    "De openbare sleutels in het protocol kloppen niet met elkaar of met deze sleutelhouder. Haal ze opnieuw op bij beide sleutelhouders.",
  charterDates: "De begin- en einddatum van het protocol kloppen niet, of de einddatum is voorbij. Kies andere datums.",
  charterCeiling: "Het protocol staat meer gegevens toe dan deze sleutelhouder accepteert. Kies een lager maximum.",
  charterSharing:
    "De sleutel is hier op een andere manier verdeeld dan het protocol zegt. Kies de verdeling die er al is, of begin een nieuw onderzoek.",
  noDeal: "Deze sleutelhouder heeft nog niets verdeeld. Begin het maken van de sleutel opnieuw.",
  dealSeats: "De drie sleutelhouders in de vraag zijn niet de drie die de sleutel samen maken. Begin opnieuw.",
  dealOther:
    "Deze sleutelhouder heeft voor dit kenmerk al met anderen verdeeld. Ga verder met dezelfde drie, of begin een nieuw onderzoek.",
  dealWrong:
    "Een sleutelhouder gaf een ander deel dan hij openbaar heeft vastgelegd, of zijn deel is onderweg veranderd. Begin een nieuw onderzoek zonder die houder.",
  charterUsedBefore: "Dit protocol heeft hier al eerder gegolden en komt niet terug. Maak een nieuw protocol.",
  charterReplaces: "Dit protocol vervangt een ander dan het geldende. Maak het opnieuw vanaf het geldende protocol.",
  beforeStart: "Het onderzoek is nog niet begonnen. Wacht tot de begindatum in het protocol.",
  afterEnd: "Het onderzoek is voorbij. Na de einddatum wordt niets meer berekend.",
  clockBack: "De klok van de sleutelhouder is teruggezet. Vraag de sleutelhouder om de klok na te kijken.",
  clockJump:
    "De klok van de sleutelhouder sprong ver vooruit. Vraag de sleutelhouder om de datum te controleren en te bevestigen.",
  unknownType: "Dit soort gegeven staat niet in het protocol, of de sleutelhouder heeft er geen sleutel voor.",
  noCommitment: "Je hebt nog niet vastgelegd welke invoer je hebt. Leg die eerst vast, met dezelfde reeks.",
  otherCommitment:
    "Voor dit soort gegeven lag je invoer al vast, en anders dan nu. Ga verder met de vastgelegde invoer.",
  commitmentTooLarge: "Je wilt meer gegevens vastleggen dan het protocol toestaat. Verklein je invoer.",
  otherNormaliser:
    "Je programma schrijft gegevens anders dan het protocol voorschrijft. Gebruik de versie uit het protocol.",
  quotaReached: "Het aantal berekeningen dat voor jou is vastgelegd, is op. Meer berekenen kan in dit onderzoek niet.",
  tooFast: "Het gaat te snel. Wacht even; daarna kun je verder.",
  wrongLength: "De reeks heeft niet de goede lengte. Stuur hele waarden van 32 bytes, minstens één.",
  tooManyElements: "De reeks is te lang. Stuur hoogstens 16.384 waarden tegelijk.",
  otherElements: "De ontvangen waarden zijn niet de waarden die je hebt ondertekend. Stuur de reeks opnieuw.",
  invalidElement: "Een waarde in de reeks is geen geldig punt. Maak de reeks opnieuw.",
  destroyed: "De sleutel van dit onderzoek is vernietigd. Er kan niets meer mee worden berekend.",
  shareMissing:
    "De sleutelhouder heeft zijn deel van de sleutel niet meer, bijvoorbeeld na het terugzetten van een reservekopie. Begin een nieuw onderzoek.",
  witnessBack:
    "Dit punt in het logboek van het platform ligt vóór een punt dat al is ondertekend. Controleer het logboek.",
  witnessFork:
    "Op dit punt in het logboek is al iets anders ondertekend. Het logboek is veranderd: zoek uit hoe dat kan.",
  storageFailed:
    "De sleutelhouder kan zijn grootboek niet schrijven en is gestopt. Vraag de sleutelhouder om te kijken.",
  internal: "Bij de sleutelhouder ging iets mis. Probeer het later opnieuw, of vraag de sleutelhouder om te kijken.",
  unreachable: "De sleutelhouder is niet bereikbaar. Controleer de verbinding en probeer het opnieuw.",
  noAnswer: "De sleutelhouder gaf niet op tijd antwoord. Probeer het opnieuw; niets telt dubbel.",
  unreadableAnswer:
    "Het antwoord van de sleutelhouder is niet te lezen. Controleer het adres en de versie van het programma.",
};

/** Why a row of the ledger is not what it was. */
const faults: Readonly<Record<ChainFault, string>> = {
  unreadable: "is niet te lezen",
  position: "staat niet op haar plaats",
  previous: "sluit niet aan op de regel ervoor",
  content: "is van inhoud veranderd",
  hash: "is veranderd",
  total: "telt niet op bij de regels ervoor",
  missing: "ontbreekt, met alles erna",
};

/** Rows are counted from 1 for people; position 0 is row 1. */
const rowNumber = (position: number): string => (position + 1).toLocaleString("nl-NL");

const start = {
  locked:
    "Deze map is al in gebruik door een andere sleutelhouder. Stop die eerst, of kies met KEYHOLDER_DIR een andere map.",
  missing: (name: string) => `Vul ${name} in en start opnieuw.`,
  port: "KEYHOLDER_PORT is geen poort. Kies een getal van 0 tot en met 65535.",
  workers: "KEYHOLDER_WORKERS is geen goed aantal. Kies een getal van 1 tot en met 256, of laat het weg.",
  portTaken: "Deze poort is al in gebruik. Kies met KEYHOLDER_PORT een andere.",
  operatorKey: "KEYHOLDER_OPERATOR_KEY is geen openbare sleutel. Vraag hem op bij de beheerder van het platform.",
  identityLost:
    "Het bestand identity.json ontbreekt of hoort niet bij dit grootboek. Zet het terug uit een reservekopie; zonder dat bestand is dit een andere sleutelhouder.",
  ledgerBroken: (position: number, fault: ChainFault) =>
    `Het grootboek klopt niet: regel ${rowNumber(position)} ${faults[fault]}. De sleutelhouder start niet. Zet het hele grootboek terug en zoek uit wie het heeft veranderd.`,
  ledgerOld:
    "Het grootboek is ouder dan de sleutelmap: er ontbreken regels aan het eind. Zet het nieuwste grootboek terug; met dit oude zou er dubbel geteld kunnen worden.",
  keystoreTag: [
    "# Deze map mag in geen enkele reservekopie staan. Wie haar terugzet, zet een vernietigde sleutel terug.",
    "# Sluit haar uit in het reservekopieprogramma; veel programma's herkennen dit bestand vanzelf.",
    "",
  ].join("\n"),
  keystoreBroken: "Een bestand in de sleutelmap is niet te lezen. Begin voor het getroffen onderzoek opnieuw.",
  torn: (bytes: number) =>
    `De laatste regel van het grootboek was half geschreven (${bytes} bytes). Die regel is verwijderd; er was nog geen antwoord op gegeven.`,
  noKeystore:
    "De sleutelmap is nieuw, maar het grootboek niet. Voor eerdere onderzoeken kan deze sleutelhouder niets meer berekenen.",
};

const command = {
  usage: [
    "Gebruik: node build/keyholder.js <opdracht>",
    "  serve                          start de sleutelhouder",
    "  enrol <partner> <sleutel> …    schrijf de openbare sleutel van een partner in",
    "  list                           toon partners, onderzoeken en tellingen",
    "  verify                         controleer het grootboek",
    "  destroy <onderzoek>            vernietig de sleutel van een onderzoek",
    "  clock                          bevestig de datum van vandaag, na een grote sprong vooruit",
  ].join("\n"),
  serving: (name: string, url: string) => `Sleutelhouder ${name} staat klaar op ${url}`,
  stopping: "De sleutelhouder stopt …",
  stopped: "Gestopt. Alles is bewaard.",
  enrolled: (partner: string) => `${partner} is ingeschreven.`,
  enrolledBefore: (partner: string) => `${partner} was al ingeschreven met deze sleutel.`,
  badPartner:
    "Een partner heeft een korte naam van letters, cijfers, punt, streepje of onderstreep, en niet: operator.",
  badKey: "Dit is geen openbare sleutel. Hij telt 43 tekens; vraag hem opnieuw op bij de partner.",
  whole: (rows: number) => `Het grootboek is heel: ${rows.toLocaleString("nl-NL")} regels.`,
  broken: (position: number, fault: ChainFault) =>
    `Het grootboek is niet heel: regel ${rowNumber(position)} ${faults[fault]}.`,
  tornTail: "De laatste regel is half geschreven. Bij de volgende start wordt zij verwijderd.",
  noLedger: "Er is hier nog geen grootboek.",
  destroyed: (study: string, at: string) => `De sleutel van ${study} is vernietigd (${at}).`,
  unknownStudy: "Dit onderzoek staat hier niet. Kijk met list welke er zijn.",
  dayAccepted: (day: string) => `De datum ${day} is bevestigd.`,
  dayBack: "De klok staat vóór de laatste dag in het grootboek. Zet eerst de klok goed.",
  listHolder: (name: string, holder: string) => `Sleutelhouder ${name} (${holder})`,
  listPartners: (count: number) => `Ingeschreven partners: ${count}`,
  listStudy: (study: string, status: string) => `Onderzoek ${study}: ${status}`,
  listCount: (partner: string, type: string, total: number, quota: number) =>
    `  ${partner}, ${type}: ${total.toLocaleString("nl-NL")} van ${quota.toLocaleString("nl-NL")}`,
  status: {
    destroyed: "sleutel vernietigd",
    vetoed: "stilgelegd",
    active: "protocol van kracht",
    waiting: "wacht op een protocol",
  },
  failed: (reason: string) => `Dat ging niet: ${reason}`,
  unexpected: "Er ging iets mis dat niet voorzien was. Probeer het opnieuw; meld het als het blijft gebeuren.",
};

export const messages = { refusals, faults, start, command };
