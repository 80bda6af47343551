/** Every Dutch word of the research engine. */
const failures = {
  isolation:
    "Op deze machine kan de rekenmachine niet worden afgesloten van netwerk en bestanden. Er is niets berekend. Zet Linux-naamruimten aan (unshare) of gebruik een andere machine.",
  dataKey: "De sleutel van het onderzoek heeft niet de juiste lengte. Er is niets gelezen of geschreven.",
  sealed:
    "Een bestand van het onderzoek is beschadigd, verwisseld of met een andere sleutel gemaakt. Er is niets berekend. Zet het bestand terug of lever de gegevens opnieuw aan.",
  row: "Een rij heeft niet de afgesproken vorm: hele dagen, hele euro's en een code van 16 bytes. Er is niets bewaard. Maak de aanlevering opnieuw.",
  shards: "Het aantal delen moet tussen 1 en 256 liggen.",
  time: "De berekening duurde te lang en is gestopt. Probeer een kortere periode of vraag om meer rekentijd.",
  memory: "De berekening had te veel geheugen nodig en is gestopt. Gebruik meer delen of vraag om meer geheugen.",
  disagreement:
    "Twee onafhankelijke berekeningen kwamen niet op dezelfde cijfers uit. Er komt geen tabel. Meld dit aan de beheerder: tot de oorzaak bekend is mag deze vraag niet worden gesteld.",
  template: "Deze vraag bestaat niet, of niet in deze versie. Kies een vraag uit de lijst.",
  parameters: "De instellingen van de vraag kloppen niet. Controleer de getallen en stel de vraag opnieuw.",
  snapshots: "De gegevens waarop de vraag of een eerdere vrijgave rust, zijn niet compleet. Er is niets berekend.",
  organisations: "Er kunnen 2 tot 30 organisaties meedoen.",
  stopped: "De berekening is gestopt. Er komt geen tabel.",
  crashed:
    "De rekenmachine is onverwacht gestopt. Er komt geen tabel. Probeer het opnieuw; meld het als het vaker gebeurt.",
} as const;

const list = (numbers: readonly number[], unit: string): string => {
  const last = numbers.at(-1) ?? 0;
  const before = numbers.slice(0, -1).join(", ");
  return `${before === "" ? "" : `${before} en `}${last} ${unit}`;
};
const ruleText = (reports: number, partners: number): string =>
  `na ${reports} ${reports === 1 ? "melding" : "meldingen"} elders, van ${partners === 1 ? "minstens 1 partner" : `minstens ${partners} partners`}`;

const templates = {
  fields: {
    reports: {
      label: "Aantal meldingen",
      help: "Zo vaak moeten andere partners fraude hebben gemeld, op eerdere dagen.",
    },
    partners: { label: "Aantal partners", help: "Van zoveel verschillende partners moeten die meldingen komen." },
    kept: {
      label: "Dagen dat een melding telt",
      help: "Een oudere melding telt niet mee. Kies de bewaartermijn die u wilt onderzoeken.",
    },
  },
  overlap: {
    title: "Overlap tussen partners",
    description:
      "Hoeveel apparaten, rekeningen of nummers komen bij precies deze partners voor, en zagen zij er fraude mee?",
    fields: {
      rows: {
        label: "Rijen",
        help: "Kies ‘patterns’ voor elke combinatie van partners, of ‘partners’ voor alleen het aantal partners. Voor combinaties van twee partners is de toestemming van beide nodig.",
      },
      split: {
        label: "Uitsplitsen naar fraude",
        help: "Kies ‘fraud’ voor met en zonder gemelde fraude, ‘label’ voor ook onbekend apart, of ‘none’ voor alleen het totaal.",
      },
    },
    describe: (byLabel: boolean) =>
      `Hoeveel codes hebben de partners gemeen${byLabel ? ", met en zonder fraude" : ""}?`,
    partners: (count: number) => (count === 1 ? "bij 1 partner" : `bij ${count} partners`),
    fraud: "fraude",
    other: "geen fraude gemeld",
    clean: "geen fraude",
    unknown: "onbekend",
    all: "totaal",
  },
  timeToReuse: {
    title: "Tijd tot hergebruik",
    description:
      "Hoeveel dagen na de eerste fraude ziet een andere partner hetzelfde apparaat, dezelfde rekening of hetzelfde nummer?",
    fields: {
      bands: {
        label: "Einde van elke periode, in dagen",
        help: "Oplopende hele getallen, elk minstens 7 meer dan het vorige. Bijvoorbeeld 6, 29, 89.",
      },
    },
    describe: (bands: readonly number[]) =>
      `Hoe snel ziet een andere partner een fraudecode terug (grenzen na ${list(bands, "dagen")})?`,
    band: (from: number, until: number | null) =>
      until === null ? `na ${from} dagen of later` : `na ${from} tot en met ${until} dagen`,
    never: "niet teruggezien bij een ander",
    all: "alle fraudecodes",
    tokens: "fraudecodes",
    share: "aandeel",
  },
  preventableDamage: {
    title: "Schade die te voorkomen was",
    description: "Hoeveel schade viel nadat een andere partner al fraude met dezelfde code had gezien?",
    fields: {
      delays: {
        label: "Dagen die delen kost",
        help: "Oplopende hele getallen. Schade binnen die dagen telt niet als te voorkomen.",
      },
    },
    describe: (delays: readonly number[]) => `Hoeveel schade was te voorkomen als delen ${list(delays, "dagen")} kost?`,
    all: "alle schade door fraude",
    delay: (days: number) =>
      days === 0 ? "vanaf de dag na de eerste melding elders" : `meer dan ${days} dagen na de eerste melding elders`,
    amount: "schade in euro's",
    share: "aandeel van de schade",
  },
  collateral: {
    title: "Klanten zonder fraude die geraakt worden",
    description: "Welk deel van de klanten zonder fraude zou last hebben als partners fraudecodes deelden?",
    describe: (reports: number, partners: number, days: number) =>
      `Welk deel van de klanten zonder fraude wordt geraakt als partners ingrijpen ${ruleText(reports, partners)} (bewaartermijn ${days} dagen)?`,
    all: "alle partners samen",
    innocent: "klanten zonder fraude",
    hit: "daarvan geraakt",
    share: "aandeel geraakt",
  },
  thresholdSweep: {
    title: "Effect tegenover evenredigheid",
    description: "Bij elke drempel: hoeveel schade wordt voorkomen, en hoeveel klanten zonder fraude worden geraakt?",
    fields: { rules: { label: "Drempels", help: "Per drempel het aantal meldingen en het aantal partners." } },
    describe: (rules: readonly { reports: number; partners: number }[], days: number) =>
      `Wat levert ingrijpen op, en wie raakt het: ${rules.map((one) => ruleText(one.reports, one.partners)).join("; ")} (bewaartermijn ${days} dagen)?`,
    rule: (reports: number, partners: number) => `ingrijpen ${ruleText(reports, partners)}`,
    all: "zonder ingrijpen",
    damage: "schade in euro's",
    damageShare: "aandeel van de schade",
    innocent: "klanten zonder fraude",
    hit: "klanten zonder fraude geraakt",
    hitShare: "aandeel geraakt",
  },
  sensitivity: {
    title: "Gevoeligheid van het antwoord",
    description: "Verandert het antwoord als gedeelde apparaten niet meetellen, of als een deel van de labels fout is?",
    fields: {
      subjects: {
        label: "Klanten per apparaat",
        help: "Oplopende hele getallen. Apparaten van meer klanten tellen dan niet mee.",
      },
      labelError: {
        label: "Deel van de fraudelabels dat fout is of ontbreekt",
        help: "Tussen 0 en 0,4. Bepaalt hoe breed de onzekerheid wordt.",
      },
    },
    describe: (limits: readonly number[], error: number) =>
      `Houdt het antwoord stand zonder apparaten van meer dan ${list(limits, "klanten")}, en als bij ${String(Math.round(error * 1000) / 10).replace(".", ",")}% van de fraudelabels iets mis is?`,
    all: "zoals gemeld",
    without: (limit: number) => `zonder codes van meer dan ${limit} ${limit === 1 ? "klant" : "klanten"}`,
    fraud: "fraudecodes",
    several: "bij meer partners bekend",
    share: "aandeel bij meer partners",
  },
} as const;

/** Methods, for the page that shows a table. */
const methods = {
  count: "Onzekerheid van een aantal: het aantal plus en min 1,96 maal zijn wortel (Poisson).",
  share: "Onzekerheid van een aandeel: het interval van Wilson met 95% zekerheid.",
  amount:
    "Onzekerheid van een bedrag: plus en min 1,96 maal de wortel van de som van de gekwadrateerde bedragen per code.",
  labelError:
    "Bij labelfouten is het interval aan beide kanten verbreed met het deel van de fraudelabels dat fout kan zijn of kan ontbreken.",
} as const;

const proportionality = {
  perInnocent: (euros: number) =>
    `Voor elke klant zonder fraude die wordt geraakt, wordt € ${euros.toLocaleString("nl-NL")} schade voorkomen.`,
  nobody: "Er is schade voorkomen en in deze tabel wordt geen klant zonder fraude geraakt.",
  hidden: "Niet te zeggen: een van beide cijfers is afgeschermd.",
} as const;

export const messages = { failures, templates, methods, proportionality };
