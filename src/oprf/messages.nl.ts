import type { OprfErrorCode } from "./errors.ts";

/** What a person reads when the arithmetic refuses something: what happened and what to do. */
export const messages: Readonly<Record<OprfErrorCode, string>> = {
  wrongLength:
    "Een sleutel of versleutelde waarde heeft de verkeerde lengte. Vraag de afzender om hem opnieuw te sturen.",
  invalidElement: "Een versleutelde waarde is geen geldig punt. Vraag de afzender om hem opnieuw te sturen.",
  identityElement:
    "Een versleutelde waarde is het nulpunt en bevat dus niets. Vraag de afzender om hem opnieuw te sturen.",
  invalidScalar: "Een geheim getal is te groot of niet in de afgesproken vorm. Maak een nieuwe sleutel.",
  zeroScalar: "Een geheim getal is nul. Maak een nieuwe sleutel.",
  emptyBatch: "De reeks is leeg. Stuur minstens één waarde.",
  tooManyElements: "De reeks is te lang. Verdeel hem in reeksen van hoogstens 65.536 waarden.",
  countMismatch: "De aantallen kloppen niet met elkaar. Stuur bij elke waarde precies één tegenhanger.",
  inputTooLong: "De invoer is langer dan 65.535 bytes. Kort de invoer in.",
  inputIsIdentity: "Deze invoer kan niet worden versleuteld. Sla hem over en meld het.",
  repeatedBlind: "Twee waarden kregen hetzelfde blindgetal. Begin de reeks opnieuw met verse getallen.",
  brokenRandomness: "De bron van toeval herhaalt zichzelf. Stop en laat het besturingssysteem nakijken.",
  keyDerivationFailed: "Uit dit zaad komt geen sleutel. Kies een nieuw zaad.",
  verifiableModeOnly: "Een bewijs bestaat alleen in de verifieerbare vorm (VOPRF). Kies die vorm.",
  invalidShareIndex:
    "Het nummer van een sleuteldeel is geen geheel getal van 1 tot en met 65.535, of komt dubbel voor.",
  nativeUnavailable:
    "De snelle rekenbibliotheek (libsodium) staat niet op deze computer. Installeer het pakket libsodium23, of kies wasm.",
};
