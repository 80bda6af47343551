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
  charterSharing: "Deze sleutelhouder kan de sleutel niet op deze manier delen. Kies twee houders die samen optellen.",
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

export const messages = { refusals };
