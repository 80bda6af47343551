export const messages = {
  plans: {
    title: "Plannen",
    lead: "Per jaar: wat de partners samen doen, wie het trekt en hoe het staat.",
    empty: "Er is nog geen plan. Laad een programma.",
    presented: (day: string) => `Aan de Kamer aangeboden op ${day}`,
    forerunner: "Acties van vóór het eerste actieplan",
  },
  plan: {
    answer: (total: number, done: number, late: number, waiting: number) => {
      const parts = [
        total === 1 ? "1 actie" : `${total} acties`,
        done === 1 ? "1 is afgerond" : `${done} zijn afgerond`,
      ];
      if (late > 0) parts.push(late === 1 ? "1 is te laat" : `${late} zijn te laat`);
      if (waiting > 0) parts.push(`over ${waiting} is nog niet gemeld`);
      return `${parts.join("; ")}.`;
    },
    noObjective: "Zonder doelstelling",
    filter: "Filter acties",
    all: "Alle",
    add: "Actie toevoegen",
    pages: "Bladzijden met acties",
    nothing: "Geen acties met dit filter. Kies een ruimer filter.",
    wholePlan: "Alle acties",
  },
  labels: {
    action: "Actie",
    objective: "Doelstelling",
    lead: "Trekker",
    partners: "Doen mee",
    status: "Stand",
    words: "In woorden",
    due: "Klaar",
    description: "Wat en waarom",
    title: "Titel",
    scope: "Plaats",
    since: "Stand sinds",
    lastReported: "Laatste melding",
    milestones: "Mijlpalen",
    history: "Wat er gebeurde",
    milestone: "Mijlpaal",
    plan: "Plan",
    marking: "Deelbaarheid",
  },
  scope: { core: "Hoort bij het programma", adjacent: "Zelfde probleem, ander traject" },
  inferred: "De koppeling aan deze doelstelling is onze duiding, niet die van de bron.",
  noLead: "Trekker niet bekend",
  notReported: "nog geen melding",
  edit: "Bewerken",
  save: "Opslaan",
  newAction: "Actie toevoegen",
  current: "Zo staat het er nu",
  conflict:
    "Iemand anders heeft deze actie net gewijzigd. Hieronder staat hoe het nu is. Wat u typte staat nog in het formulier.",
  milestones: {
    add: "Mijlpaal toevoegen",
    done: "Gehaald",
    none: "Er zijn nog geen mijlpalen.",
    doneOn: (day: string) => `gehaald op ${day}`,
    dueOn: (day: string) => `uiterlijk ${day}`,
  },
  history: {
    edited: (fields: string) => `Bewerkt: ${fields}`,
    postponed: (day: string, reason: string) => `Nieuwe datum: ${day}. ${reason}`,
    milestoneDone: (title: string) => `Mijlpaal gehaald: ${title}`,
    none: "Er is nog niets vastgelegd.",
  },
  errors: {
    titleMissing: "Vul een titel in",
    tooLong: "Deze tekst is te lang",
    dateInvalid: "Vul een datum in, bijvoorbeeld 28-06-2024",
    notFound: "Deze actie bestaat niet.",
    planNotFound: "Dit plan bestaat niet.",
    milestoneMissing: "Vul de mijlpaal in",
    partnerUnknown: "Kies een partner uit de lijst",
  },
  import: {
    status: "Vul de stand in woorden in.",
    kind: "Kies voorloper of actieplan.",
    scope: "Kies kern of aanpalend.",
    date: "Schrijf een datum als 2024-06-28.",
  },
} as const;
