import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { Card, CardGrid } from "../../../ui/Card.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { Hidden, RadioGroup, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { messages } from "../messages.nl.ts";
import { CONDITION_KINDS, type ConditionKind, conditionsMet } from "../study.ts";
import type { StudyView } from "../studyPage.ts";
import { fieldOf, type Returned, Section } from "./parts.tsx";

const words = messages.conditions;

interface Props {
  view: StudyView;
  returned: Returned | undefined;
}

/** The pre-phase: three verdicts, each with its reason and the person who gave it. */
export function Conditions({ view, returned }: Props) {
  const { study, conditions, may } = view;
  const allGo = CONDITION_KINDS.every((kind) => conditions.some((one) => one.kind === kind && one.verdict === "go"));
  return (
    <Section title={words.title} lead={words.lead}>
      {may.keep && conditionsMet(conditions) && (
        <form method="post" action={`/onderzoeken/${study.id}/verder`}>
          <ButtonRow>
            <Button>{words.go}</Button>
          </ButtonRow>
        </form>
      )}
      <CardGrid>
        {CONDITION_KINDS.map((kind) => (
          <Condition key={kind} kind={kind} view={view} returned={returned} />
        ))}
      </CardGrid>
      {allGo && !conditionsMet(conditions) && <Notice kind="info">{words.needTwo}</Notice>}
      {may.keep && (
        <ButtonRow>
          <form method="post" action={`/onderzoeken/${study.id}/afwijzen`}>
            <Button kind="secondary">{words.decline}</Button>
          </form>
        </ButtonRow>
      )}
    </Section>
  );
}

function Condition({ kind, view, returned }: Props & { kind: ConditionKind }) {
  const { study, conditions, may, peopleNames } = view;
  const given = conditions.find((one) => one.kind === kind);
  const form = `oordeel-${kind}`;
  const field = fieldOf(form, returned);
  return (
    <Card title={words.kind[kind]} level={3}>
      <p>{words.hint[kind]}</p>
      {given ? (
        <p>
          <strong>{words.verdict[given.verdict]}.</strong> {given.explanation}{" "}
          <small>
            ({peopleNames.get(given.personId)}, {formatDate(given.decidedOn)})
          </small>
        </p>
      ) : (
        <p class="rt-empty-line">{words.open}</p>
      )}
      {may.judge && (
        <details open={returned?.form === form}>
          <summary>{given ? words.change : words.save}</summary>
          <form method="post" action={`/onderzoeken/${study.id}/oordeel`} noValidate>
            <Hidden name="kind" value={kind} />
            <RadioGroup
              name={`${form}-verdict`}
              legend={words.legend[kind]}
              value={field("verdict").value}
              error={field("verdict").error}
              required
              options={(["go", "noGo"] as const).map((value) => ({ value, label: words.verdict[value] }))}
            />
            <TextArea {...field("explanation")} label={words.explanation} rows={3} required maxLength={2000} />
            <ButtonRow>
              <Button kind="secondary">{words.save}</Button>
            </ButtonRow>
          </form>
        </details>
      )}
    </Card>
  );
}
