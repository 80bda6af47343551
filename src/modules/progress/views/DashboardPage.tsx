import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { Card, CardGrid } from "../../../ui/Card.tsx";
import { daysBetween, formatDate, relativeDays } from "../../../ui/dutch.ts";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { StatusBadge, StatusBar } from "../../../ui/Status.tsx";
import type { Action, ActionPlan, StatusCounts } from "../../plans/index.ts";
import { messages } from "../messages.nl.ts";
import type { PartnerProgress } from "../queries.ts";
import type { ProgressUpdate, ReportingRound } from "../round.ts";

const words = messages.dashboard;

export interface DashboardProps {
  frame: Frame;
  today: string;
  plan: ActionPlan | null;
  objectives: readonly { id: string; title: string }[];
  counts: ReadonlyMap<string | null, StatusCounts>;
  lastReports: ReadonlyMap<string | null, string | null>;
  silent: readonly Action[];
  round: ReportingRound | null;
  waiting: readonly (PartnerProgress & { name: string })[];
  updates: readonly (ProgressUpdate & { actionTitle: string; partnerName: string })[];
  next: { href: string; label: string };
}

export function DashboardPage(props: DashboardProps) {
  const { frame, plan, counts, next } = props;
  if (plan === null) {
    return (
      <WorkspacePage {...frame} title={words.title}>
        <p>{words.empty}</p>
      </WorkspacePage>
    );
  }
  const total = (status: keyof StatusCounts): number =>
    [...counts.values()].reduce((sum, one) => sum + (one[status] ?? 0), 0);
  const parts = {
    done: total("done"),
    onTrack: total("onTrack"),
    late: total("late"),
    risk: total("atRisk"),
    law: total("awaitingLaw"),
    silent: total("notReported"),
    stopped: total("stopped"),
  };
  const all = Object.values(parts).reduce((sum, n) => sum + n, 0);
  return (
    <WorkspacePage {...frame} title={words.title} lead={plan.title}>
      <Answer figure={String(all)} sentence={words.answer({ ...parts, total: all })} next={next} />
      <Objectives {...props} plan={plan} />
      <CardGrid>
        <Waiting {...props} />
        <Silent {...props} />
      </CardGrid>
      <Updates {...props} />
    </WorkspacePage>
  );
}

const since = (day: string | null | undefined, today: string): string =>
  day ? `${formatDate(day)} (${relativeDays(daysBetween(today, day))})` : words.neverReported;

function Objectives({ plan, objectives, counts, lastReports, today }: DashboardProps & { plan: ActionPlan }) {
  const rows = [...objectives, { id: null, title: words.noObjective }].filter(({ id }) => counts.has(id));
  return (
    <section>
      <h2 class="utrecht-heading-2">{words.perObjective}</h2>
      <CardGrid>
        {rows.map(({ id, title }) => (
          <Card
            key={title}
            level={3}
            title={title}
            footer={words.lastReport(since(lastReports.get(id), today))}
            {...(id !== null && { href: `/plannen/${plan.year}?doelstelling=${id}#acties` })}
          >
            <StatusBar counts={counts.get(id) ?? {}} />
          </Card>
        ))}
      </CardGrid>
    </section>
  );
}

function Waiting({ round, waiting, today }: DashboardProps) {
  return (
    <Card title={words.waitingFor}>
      {round === null && <p>{words.noRound}</p>}
      {round !== null && (
        <p>{words.closes(formatDate(round.closesOn), relativeDays(daysBetween(today, round.closesOn)))}</p>
      )}
      {round !== null && waiting.length === 0 && <p>{words.nobodyWaiting}</p>}
      <ul>
        {waiting.map(({ partnerId, name, total, answered }) => (
          <li key={partnerId}>
            <a class="utrecht-link" href={`/partners/${partnerId}`}>
              {name}
            </a>
            : {words.waitingLine(total - answered)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Silent({ silent, today }: DashboardProps) {
  return (
    <Card title={words.silent}>
      <ul>
        {silent.map(({ id, title, lastReportedOn }) => (
          <li key={id}>
            <a class="utrecht-link" href={`/acties/${id}`}>
              {title}
            </a>
            : {since(lastReportedOn, today)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Updates({ updates }: DashboardProps) {
  return (
    <section>
      <h2 class="utrecht-heading-2">{words.changed}</h2>
      {updates.length === 0 && <p class="rt-muted">{words.nothingChanged}</p>}
      <ul class="rt-updates">
        {updates.map(({ id, actionId, actionTitle, partnerName, status, sentence, submittedOn }) => (
          <li key={id}>
            <StatusBadge status={status} />{" "}
            <a class="utrecht-link" href={`/acties/${actionId}`}>
              {actionTitle}
            </a>
            <p>
              {sentence}{" "}
              <span class="rt-muted">{[partnerName, formatDate(submittedOn)].filter(Boolean).join(", ")}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
