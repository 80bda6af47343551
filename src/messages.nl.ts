import type { Reason } from "./platform/errors.ts";

/** Words of the frame round all pages: navigation, roles, notices and errors. */
export const messages = {
  nav: {
    dashboard: "Overzicht",
    plans: "Plannen",
    rounds: "Rondes",
    myReports: "Mijn meldingen",
    indicators: "Cijfers",
    commitments: "Toezeggingen",
    papers: "Kamerstukken",
    signals: "Signalen",
    dossiers: "Dossiers",
    research: "Onderzoek",
    partners: "Partners",
    groups: "Groepen",
    programme: "Programma",
    people: "Mensen",
    outbox: "Postvak uit",
    site: "Openbare site",
  },
  roles: {
    programmeOffice: "Programmabureau",
    partnerContact: "Contactpersoon",
    coreGroupMember: "Lid kerngroep",
    policyOfficer: "Beleidsmedewerker",
    reader: "Lezer",
  },
  noRole: "Geen rol in het programma",
  done: {
    opgeslagen: "Opgeslagen.",
    verzonden: "Verzonden.",
    toegevoegd: "Toegevoegd.",
    verwijderd: "Verwijderd.",
    bevroren: "Het dossier is bevroren.",
    gepubliceerd: "Het dossier staat op de openbare site.",
    gemeld: "Uw melding is binnen. Dank u wel.",
    ingetrokken: "Het dossier is ingetrokken. De pagina blijft bestaan en zegt dat.",
  } as Readonly<Record<string, string>>,
  error: {
    title: {
      invalid_input: "Dit kunnen we niet verwerken",
      not_found: "Deze pagina is er niet",
      forbidden: "Deze pagina is er niet",
      invalid_transition: "Dat kan nu niet",
      conflict: "Iemand was u net voor",
      too_many: "Even wachten",
    } satisfies Record<Reason, string>,
    notFoundText:
      "Het adres klopt niet, of de pagina is niet voor u bedoeld. Ga naar het overzicht of vraag het programmabureau.",
    crashTitle: "Er ging iets mis bij ons",
    crashText: "Uw gegevens van daarvoor zijn bewaard. Ga terug, kopieer zo nodig wat u typte en probeer het opnieuw.",
    fullTitle: "Opslaan lukt nu niet",
    fullText:
      "De opslag is vol of de database is niet bereikbaar. Er is niets half opgeslagen. Ga terug: uw tekst staat nog in het formulier. Probeer het over een paar minuten opnieuw.",
    tooLargeTitle: "Dit formulier is te groot",
    tooLargeText:
      "Er is niets opgeslagen. Gebruik hoogstens één miljoen tekens per keer. Ga terug: uw tekst staat nog in het formulier.",
    originTitle: "Dit formulier kwam niet van onze eigen pagina",
    originText: "Er is niets opgeslagen. Open de pagina opnieuw vanuit Rondetafel en verstuur het formulier daar.",
    typedTitle: "Wat u typte",
    typedText: "Dit is niet bewaard. Kopieer het, zodat u het niet opnieuw hoeft te typen.",
    back: "Naar het overzicht",
    reference: (id: string) => `Noem bij een vraag deze code: ${id}.`,
  },
} as const;
