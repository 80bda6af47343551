import { citation, isOpen } from "../commitments/index.ts";
import { chartSeries, newestOf, printNumber, printValue } from "../indicators/index.ts";
import type { Facts } from "./facts.ts";
import type { PublicIndicator, SiteData } from "./snapshot.ts";

const KIND_WORDS: Readonly<Record<string, string>> = {
  commitment: "Toezegging",
  motion: "Motie",
  committeeRequest: "Commissieverzoek",
  announcement: "Aankondiging",
};
const STATE_WORDS: Readonly<Record<string, string>> = {
  open: "open",
  interim: "tussentijds beantwoord",
  delayed: "vertraagd",
  settled: "afgedaan",
  withdrawn: "ingetrokken",
};

function publicIndicator(indicator: Facts["indicators"][number]): PublicIndicator {
  const observations = indicator.observations.filter(({ marking }) => marking === "CLEAR");
  const newest = newestOf({ observations });
  const { key, name, unit, producer, caveat, sources } = indicator;
  return {
    ...{ key, name, unit, producer, caveat, sources },
    newest: newest === null ? null : { value: printValue(newest, unit), period: newest.period },
    series: chartSeries({ observations }).map((series) => ({
      name: series.name,
      points: series.observations.map((one) => ({
        observation: one.id,
        label: one.period,
        value: one.value,
        text: printNumber(one),
        approx: one.approximate,
        status: one.status === "realised" ? null : one.status,
        note: one.withdrawnReason === null ? one.note : `ingetrokken: ${one.withdrawnReason}`,
        sources: one.sources,
      })),
    })),
  };
}

/** What the site may show: only what is marked TLP:CLEAR, as it was on the reference date. No person is in it. */
export function makeSiteData(facts: Facts): SiteData {
  const objectiveKey = new Map(facts.objectives.map(({ id, key }) => [id, key]));
  const coreGroup = new Set(facts.coreGroup.map(({ id }) => id));
  const papers = new Map(facts.papers.map((paper) => [paper.key, citation(paper)]));
  const { programme } = facts;
  return {
    referenceDate: facts.referenceDate,
    programme: {
      name: programme?.name ?? "Rondetafel",
      shortName: programme?.shortName ?? "Rondetafel",
      goal: programme?.goal ?? "",
      evaluation: programme?.evaluation ?? null,
      funding: programme?.funding ?? null,
      sources: programme?.sources ?? [],
    },
    objectives: facts.objectives.map(({ key, title, orderNo }) => ({ key, title, orderNo })),
    plans: [...facts.planTitles].map(([year, title]) => ({ year, title })).sort((a, b) => b.year - a.year),
    actions: [...facts.plans.values()]
      .flat()
      .filter(({ marking }) => marking === "CLEAR")
      .map(
        ({
          key,
          year,
          title,
          description,
          objectiveId,
          leadName,
          partnerNames,
          status,
          statusWords,
          scope,
          sources,
        }) => ({
          ...{ key, year, title, description, leadName, partnerNames, status, statusWords, scope, sources },
          objectiveKey: objectiveId === null ? null : (objectiveKey.get(objectiveId) ?? null),
        }),
      ),
    indicators: facts.indicators.map(publicIndicator).filter(({ series }) => series.length > 0),
    commitments: facts.commitments
      .filter(({ marking }) => marking === "CLEAR")
      .map((one) => ({
        text: one.text,
        kind: KIND_WORDS[one.kind] ?? one.kind,
        madeBy: one.madeBy,
        madeOn: one.madeOnText,
        open: isOpen(one),
        state: one.status === "settled" ? (one.statusWords ?? "afgedaan") : (STATE_WORDS[one.status] ?? one.status),
        settledBy: one.status === "settled" ? (papers.get(one.settledByPaperKey ?? "") ?? one.settledByText) : null,
        sources: one.sources,
      })),
    partners: facts.partners.map(({ id, name, kind, role, scope, sources }) => ({
      name,
      kind,
      role,
      core: scope === "core",
      inCoreGroup: coreGroup.has(id),
      sources,
    })),
  };
}
