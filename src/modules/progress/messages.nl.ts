const actions = (n: number): string => (n === 1 ? "1 actie" : `${n} acties`);

export const messages = {
  dashboard: {
    title: "Overzicht",
    empty: "Er is nog geen plan. Laad een programma met: npm run import -- bestand.json",
    answer: (parts: {
      total: number;
      done: number;
      onTrack: number;
      late: number;
      risk: number;
      law: number;
      silent: number;
    }) => {
      const said = [
        parts.done > 0 && `${parts.done} afgerond`,
        parts.onTrack > 0 && `${parts.onTrack} op schema`,
        parts.risk > 0 && `${parts.risk} met risico`,
        parts.late > 0 && `${parts.late} te laat`,
        parts.law > 0 && `${parts.law} in afwachting van een wet`,
      ].filter(Boolean);
      const silent = parts.silent > 0 ? ` Over ${actions(parts.silent)} is nog niet gemeld.` : "";
      return `Van de ${actions(parts.total)} ${said.length > 0 ? `zijn er ${said.join(", ")}` : "is nog geen stand gemeld"}.${silent}`;
    },
    toRound: "Naar de ronde",
    toMine: "Meld voortgang",
    toPlan: "Bekijk het plan",
    perObjective: "Per doelstelling",
    noObjective: "Zonder doelstelling",
    lastReport: (text: string) => `Laatste melding: ${text}`,
    neverReported: "nog nooit",
    waitingFor: "Wie nog niet meldde",
    nobodyWaiting: "Iedereen heeft gemeld.",
    noRound: "Er loopt nu geen ronde.",
    waitingLine: (n: number) => `nog ${actions(n)} te melden`,
    closes: (day: string, relative: string) => `De ronde sluit op ${day} (${relative}).`,
    silent: "Langst niets gehoord",
    changed: "Nieuwste meldingen",
    nothingChanged: "Er zijn nog geen meldingen.",
  },
  rounds: {
    title: "Rondes",
    lead: "In een ronde melden partners hoe hun acties staan.",
    empty: "Er is nog geen ronde. Begin er een.",
    add: "Ronde beginnen",
    status: { draft: "Concept", open: "Open", closed: "Gesloten" },
    example: "Voorbeeldronde (verzonnen)",
    open: "Ronde openen en mail sturen",
    close: "Ronde sluiten",
    remind: "Herinnering sturen",
    answer: (answered: number, total: number) =>
      `${answered} van ${actions(total)} ${answered === 1 ? "is" : "zijn"} gemeld.`,
    draftAnswer: "Deze ronde is nog niet open. Bij het openen krijgt elke contactpersoon een mail met een link.",
    answered: "Gemeld",
    waiting: "Nog niet gemeld",
    noContact: "heeft geen contactpersoon",
    partner: "Partner",
    reported: "Gemeld",
  },
  labels: {
    title: "Naam van de ronde",
    plan: "Plan",
    opensOn: "Opent op",
    closesOn: "Sluit op",
    action: "Actie",
    status: "Hoe staat het?",
    sentence: "In één zin: wat is er gebeurd of wat is er nodig?",
    share: "Wie mag dit lezen?",
    newDueOn: "Nieuwe datum",
    reason: "Waarom een nieuwe datum?",
    objective: "Doelstelling",
    lastReport: "Laatste melding",
  },
  shares: {
    open: "Iedereen: het mag in openbare stukken en op de site",
    partners: "Alleen de partners in het programma",
  },
  hints: {
    sentence: "Hoogstens 280 tekens. Noem geen personen.",
    newDueOn: "Alleen als de afgesproken datum niet meer klopt.",
    title: "Bijvoorbeeld: Voortgang najaar 2025.",
  },
  report: {
    title: "Meld voortgang",
    progress: (done: number, total: number) =>
      `${done} van ${actions(total)} gemeld. Per actie kost het ongeveer een minuut.`,
    allDone: "U bent klaar. Dank u wel. Tot de ronde sluit kunt u uw melding nog wijzigen.",
    nothing: "U hoeft in deze ronde niets te melden.",
    closed:
      "Deze ronde is gesloten. Uw eerdere meldingen zijn bewaard. Wilt u nog iets doorgeven? Mail het programmabureau.",
    send: "Melden",
    change: "Wijzigen",
    previous: "Vorige melding",
    sourceSaid: "Volgens de bron",
    noPrevious: "Over deze actie is nog niet eerder gemeld.",
    reported: "gemeld",
    notYet: "nog te melden",
    back: "Alle acties van deze ronde",
    thanks: "Uw melding is binnen. Dank u wel.",
    linkUnknownTitle: "Deze link werkt niet",
    linkUnknown:
      "De link klopt niet of is niet heel overgenomen. Klik op de link in de mail, of kopieer hem helemaal. Lukt het niet? Vraag het programmabureau om een nieuwe.",
    linkExpiredTitle: "Deze link is verlopen",
    linkExpired:
      "De ronde is voorbij. Wilt u nog iets melden? Log in, of vraag het programmabureau om een nieuwe link.",
    signIn: "Inloggen",
    contactOf: (name: string, partner: string) => `U meldt als ${name} voor ${partner}.`,
  },
  mail: {
    subject: (round: string) => `Hoe staan uw acties? ${round}`,
    reminder: (round: string) => `Herinnering: hoe staan uw acties? ${round}`,
    text: (name: string, count: number, closes: string, link: string) =>
      `Beste ${name},\n\nWilt u melden hoe ${count === 1 ? "uw actie staat" : `uw ${actions(count)} staan`}? Het kost ongeveer een minuut per actie.\n\nOpen deze link. U hoeft niet in te loggen:\n${link}\n\nMelden kan tot en met ${closes}. De link is alleen voor u: stuur hem niet door.\n\nMet vriendelijke groet,\nhet programmabureau\n`,
  },
  errors: {
    statusMissing: "Kies hoe het staat",
    shareMissing: "Kies wie dit mag lezen",
    sentenceMissing: "Schrijf één zin",
    sentenceTooLong: "Gebruik hoogstens 280 tekens",
    dateInvalid: "Vul een datum in, bijvoorbeeld 28-06-2024",
    reasonMissing: "Schrijf waarom de datum verandert",
    tooLong: "Deze tekst is te lang",
    titleMissing: "Geef de ronde een naam",
    planMissing: "Kies een plan",
    closesBeforeOpens: "De ronde kan niet sluiten vóór zij opent",
    notFound: "Deze ronde bestaat niet.",
    closed: "Deze ronde is gesloten. Uw melding is niet opgeslagen; mail haar aan het programmabureau.",
    nothingToReport:
      "Geen enkele trekker in dit plan heeft een contactpersoon. Nodig eerst contactpersonen uit bij Mensen.",
  },
} as const;
