const messages = {
  title: "Toezeggingen",
  lead: "Wat aan de Kamer is beloofd, en welk stuk het afdeed.",
  answer: (open: number, overdue: number, soon: number) => {
    const parts = [open === 1 ? "1 toezegging staat open" : `${open} toezeggingen staan open`];
    if (overdue > 0) parts.push(overdue === 1 ? "1 is te laat" : `${overdue} zijn te laat`);
    if (soon > 0) parts.push(soon === 1 ? "1 moet binnen een maand" : `${soon} moeten binnen een maand`);
    return `${parts.join("; ")}.`;
  },
  empty: "Er zijn nog geen toezeggingen. Laad een programma of voeg er een toe.",
  add: "Toezegging toevoegen",
  sections: { overdue: "Te laat", soon: "Binnen een maand", open: "Open", closed: "Afgedaan of ingetrokken" },
  kind: {
    commitment: "Toezegging",
    motion: "Motie",
    committeeRequest: "Commissieverzoek",
    announcement: "Aankondiging",
  },
  status: {
    open: "Open",
    interim: "Tussentijds beantwoord",
    delayed: "Vertraagd",
    settled: "Afgedaan",
    withdrawn: "Ingetrokken",
  },
  scope: { core: "Hoort bij het programma", adjacent: "Zelfde probleem, ander traject" },
  filter: { label: "Filter toezeggingen", kind: "Soort", all: "Alle soorten" },
  transitions: {
    answerInterim: "Tussentijds beantwoorden",
    postpone: "Nieuwe datum geven",
    settle: "Afdoen",
    withdraw: "Intrekken",
    reopen: "Heropenen",
  },
  labels: {
    what: "Wat is beloofd",
    kind: "Soort",
    status: "Stand",
    madeBy: "Door wie",
    madeOn: "Wanneer",
    inDocument: "Waar",
    paper: "Kamerstuk",
    settledBy: "Afgedaan in",
    settledOn: "Afgedaan op",
    paragraph: "Paragraaf",
    dueOn: "Uiterlijk op",
    note: "Toelichting",
    scope: "Plaats",
    explanation: "Toelichting bij deze stap",
    history: "Geschiedenis",
    nextStep: "Volgende stap",
  },
  hints: {
    paper: "Het stuk dat deze toezegging afdoet.",
    paragraph: "Bijvoorbeeld 2.1 of de kop van de paragraaf.",
    explanation: "In één of twee zinnen: waarom, en hoe nu verder.",
    dueOn: "De dag waarop de Kamer dit uiterlijk mag verwachten.",
  },
  noDue: "geen datum",
  save: "Opslaan",
  made: "Gedaan",
  choosePaper: "Kies een Kamerstuk",
  conflict:
    "Iemand anders heeft deze toezegging net gewijzigd. Hieronder staat de stand van nu; wat u typte staat nog in het formulier.",
  papers: {
    title: "Kamerstukken",
    lead: "De brieven, verslagen en antwoorden in dit dossier.",
    empty: "Er zijn nog geen Kamerstukken.",
    number: "Nummer",
    date: "Datum",
    name: "Titel",
    kind: "Soort",
    ministers: "Ondertekend of beantwoord door",
    attachments: "Bijlagen",
    heldOn: "Debat gehouden op",
    askedOn: "Vragen gesteld op",
    madeHere: "In dit stuk beloofd",
    settledHere: "In dit stuk afgedaan",
    nothing: "Niets.",
    public: "Openbare tekst",
  },
  signals: {
    title: "Signalen",
    lead: "Berichten, vragen en onderzoeken waar misschien een reactie op moet komen.",
    answer: (open: number) =>
      open === 0
        ? "Op alle signalen die een reactie vragen is gereageerd."
        : open === 1
          ? "1 signaal wacht nog op een reactie."
          : `${open} signalen wachten nog op een reactie.`,
    empty: "Er zijn nog geen signalen.",
    what: "Signaal",
    kind: "Soort",
    date: "Datum",
    reaction: "Reactie",
    needed: "Reactie nodig",
    notNeeded: "Geen reactie nodig",
    unknownDate: "datum niet bekend",
    act: "Reactie vastleggen",
    where: "Waarin is gereageerd?",
    save: "Vastleggen",
  },
  errors: {
    textMissing: "Schrijf wat er is beloofd",
    tooLong: "Deze tekst is te lang",
    madeByMissing: "Vul in wie het heeft beloofd",
    dateInvalid: "Vul een datum in, bijvoorbeeld 28-06-2024",
    kindMissing: "Kies een soort",
    paperMissing: "Kies het Kamerstuk dat dit afdoet",
    explanationMissing: "Schrijf een korte toelichting",
    dueMissing: "Vul de nieuwe datum in",
    whereMissing: "Vul in waarin is gereageerd",
    notFound: "Deze toezegging bestaat niet.",
    paperNotFound: "Dit Kamerstuk bestaat niet.",
    unknownStep: "Deze stap bestaat niet.",
  },
  import: {
    type: "Kies toezegging, motie, commissieverzoek of aankondiging.",
    status: "Begin met afgedaan, openstaand of vertraagd.",
    date: "Schrijf een datum als 2024-06-28, of een maand als 2024-06.",
  },
} as const;

export { messages };
