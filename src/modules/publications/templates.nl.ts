import type { TemplateName } from "./dossier.ts";

/** What a new document starts from, in the notation of the editing form. Sections are the frame; people fill them. */
export interface Template {
  readonly template: TemplateName;
  readonly title: string;
  readonly text: string;
}

const TO_FILL = "Vul dit onderdeel aan.";

const letter = (programme: string, year: number): Template => ({
  template: "parliamentaryLetter",
  title: `Voortgang ${programme} ${year}`,
  text: `# Waarom u deze brief krijgt

${TO_FILL}

# Wat de partners deden

Op {{referenceDate:}} telde het actieplan van ${year} {{count:${year}}} acties. Daarvan waren er {{count:${year}|done}} afgerond.

{{#actionTable jaar="${year}"}}

# Open toezeggingen

{{#commitmentTable}}`,
});

/** Sections of a decision note, with the frame for policy choices of article 3.1 of the Comptabiliteitswet 2016. */
const note = (programme: string, year: number): Template => ({
  template: "decisionNote",
  title: `Nota bij de voortgang ${programme} ${year}`,
  text: `# 1. Aanleiding

${TO_FILL}

# 2. Geadviseerd besluit

${TO_FILL}

# 3. Kernpunten

- ${TO_FILL}

# 4. Toelichting

## 4.1. Politieke context

${TO_FILL}

## 4.2. Financiële overwegingen

{{#policyRationale doel="${TO_FILL}" instrumenten="${TO_FILL}" rijk="${TO_FILL}" sectoren="${TO_FILL}" doeltreffendheid="${TO_FILL}" doelmatigheid="${TO_FILL}" evaluatie="${TO_FILL}"}}

## 4.3. Krachtenveld

{{#partnerList groep="kerngroep"}}

## 4.4. Strategie

${TO_FILL}

## 4.5. Uitvoering

${TO_FILL}

## 4.6. Implementatie

${TO_FILL}

## 4.7. Communicatie

${TO_FILL}

# 5. Informatie die niet openbaar gemaakt kan worden

${TO_FILL}`,
});

const annualReport = (programme: string, year: number): Template => ({
  template: "annualReport",
  title: `Jaarbericht ${year} ${programme}`,
  text: `# Het jaar in het kort

${TO_FILL}

# Wat de partners deden

{{#actionTable jaar="${year}"}}

# Wat in de weg zat

{{#obstacleList}}

# Wie meedoen

{{#partnerList groep="alle"}}`,
});

const actionPlan = (programme: string, year: number): Template => ({
  template: "actionPlan",
  title: `Actieplan ${year} ${programme}`,
  text: `# Waar dit plan voor is

${TO_FILL}

{{#objectiveList}}

# Acties

{{#actionTable jaar="${year}"}}

# Open toezeggingen

{{#commitmentTable}}`,
});

/** The four documents of a reporting year. `year` is the plan's year. */
export const templatesFor = (programme: string, year: number): readonly Template[] =>
  [letter, note, annualReport, actionPlan].map((make) => make(programme, year));
