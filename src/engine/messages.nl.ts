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

export const messages = { failures };
