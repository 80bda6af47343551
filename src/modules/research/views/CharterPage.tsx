import { templates } from "../../../engine/index.ts";
import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { CheckboxGroup, ErrorSummary, Field, Hidden, RadioGroup, Select, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { FIELD_NAMES } from "../charter.ts";
import { messages } from "../messages.nl.ts";
import type { StudyView } from "../studyPage.ts";
import { HoldersPart, IdentifiersPart, PartiesPart, PeoplePart } from "./CharterParts.tsx";
import { fieldOf, flatErrors, type Returned, Section } from "./parts.tsx";

const words = messages.charter;

interface Props {
  frame: Frame;
  view: StudyView;
  /** Public key of this installation: a holder must know it before it takes our requests. */
  operatorKey: string;
  returned?: Returned;
  conflict?: string;
}

/** Where the office writes the charter, part by part; each part is a form of its own that works without script. */
export function CharterPage({ frame, view, operatorKey, returned, conflict }: Props) {
  const { study, missing } = view;
  return (
    <WorkspacePage
      {...frame}
      title={words.title}
      lead={study.title}
      breadcrumbs={[
        { href: "/onderzoeken", label: messages.title },
        { href: `/onderzoeken/${study.id}`, label: study.title },
      ]}
    >
      <ErrorSummary errors={flatErrors(returned)} />
      {conflict && <Notice kind="warning">{conflict}</Notice>}
      {missing.length > 0 ? (
        <Notice kind="info">
          <p>{words.notYet}</p>
          <ul>
            {missing.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        <form method="post" action={`/onderzoeken/${study.id}/aanbieden`}>
          <ButtonRow>
            <Button>{words.offer}</Button>
          </ButtonRow>
        </form>
      )}
      <Section title={words.title} lead={words.lead}>
        <FieldsForm view={view} returned={returned} />
      </Section>
      <PartiesPart view={view} returned={returned} />
      <HoldersPart view={view} returned={returned} operatorKey={operatorKey} />
      <IdentifiersPart view={view} returned={returned} />
      <PeoplePart view={view} returned={returned} />
    </WorkspacePage>
  );
}

const FORM = "protocol";
const chosen = (returned: Returned | undefined, name: string, initial: readonly string[]): readonly string[] =>
  returned?.form === FORM ? [returned.values[name] ?? []].flat() : initial;

function FieldsForm({ view, returned }: { view: StudyView; returned: Returned | undefined }) {
  const { study, fields, parties } = view;
  const { values, open } = fields;
  const field = fieldOf(FORM, returned);
  const pairs = parties.flatMap((a, index) =>
    parties.slice(index + 1).map((b) => ({ value: `${a.partnerId}|${b.partnerId}`, label: `${a.name} – ${b.name}` })),
  );
  return (
    <form method="post" action={`/onderzoeken/${study.id}/protocol`} noValidate>
      <Hidden name="version" value={study.version} />
      {(["purpose", "population", "dataKinds", "safeguards"] as const).map((name) => (
        <TextArea
          key={name}
          {...field(name, values[name] ?? "")}
          label={words.field[name]}
          hint={words.hint[name]}
          rows={3}
          maxLength={name === "safeguards" ? 4000 : 2000}
        />
      ))}
      <CheckboxGroup
        name={`${FORM}-templates`}
        legend={words.field.templates}
        values={chosen(returned, "templates", values.templates ?? [])}
        error={field("templates").error}
        options={Object.values(templates).map(({ name, title, description }) => ({
          value: name,
          label: title,
          hint: description,
        }))}
      />
      <Field {...field("starts", study.starts ?? "")} type="date" label={words.starts} />
      <Field {...field("ends", study.ends ?? "")} type="date" label={words.ends} hint={words.endsHint} />
      <Field {...field("retentionUntil", study.retentionUntil ?? "")} type="date" label={words.retentionUntil} />
      <RadioGroup
        name={`${FORM}-day`}
        legend={words.day.label}
        value={field("day", values.coarsening?.day ?? "week").value}
        options={(["week", "day"] as const).map((value) => ({ value, label: words.day[value] }))}
      />
      <Field
        {...field("amountBand", String(values.coarsening?.amountBand ?? 1))}
        inputMode="numeric"
        label={words.amountBand}
      />
      <Field
        {...field("eventsPerToken", String(values.coarsening?.eventsPerToken ?? 500))}
        inputMode="numeric"
        label={words.eventsPerToken}
      />
      <TextArea
        {...field("typologies", (values.coarsening?.typologies ?? []).join("\n"))}
        label={words.typologies}
        hint={words.typologiesHint}
        rows={3}
      />
      <Field
        {...field("minimum", String(values.profile?.minimumCount ?? 10))}
        inputMode="numeric"
        label={words.minimum}
        hint={words.minimumHint}
      />
      {pairs.length > 0 && (
        <CheckboxGroup
          name={`${FORM}-pairConsents`}
          legend={words.field.pairConsents}
          values={chosen(
            returned,
            "pairConsents",
            (values.pairConsents ?? []).map((pair) => pair.join("|")),
          )}
          options={pairs}
        />
      )}
      <Select
        {...field("soleBeneficiary", values.soleBeneficiary ?? "")}
        label={words.field.soleBeneficiary}
        hint={words.hint.soleBeneficiary}
        emptyLabel="–"
        options={parties.map(({ partnerId, name }) => ({ value: partnerId, label: name }))}
      />
      <CheckboxGroup
        name={`${FORM}-isListed`}
        legend={words.open}
        hint={words.openHint}
        values={chosen(returned, "isListed", study.isListed ? ["ja"] : [])}
        options={[{ value: "ja", label: words.listed }]}
      />
      <CheckboxGroup
        name={`${FORM}-open`}
        legend={words.openFields}
        values={chosen(returned, "open", [...open])}
        options={FIELD_NAMES.slice(0, 4).map((name) => ({ value: name, label: words.field[name] }))}
      />
      <ButtonRow>
        <Button>{words.save}</Button>
      </ButtonRow>
    </form>
  );
}
