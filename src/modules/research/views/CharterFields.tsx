import type { ComponentChildren } from "preact";
import { templates } from "../../../engine/index.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { CheckboxGroup, Field, Hidden, RadioGroup, Select, TextArea } from "../../../ui/Field.tsx";
import { FIELD_NAMES } from "../charter.ts";
import { messages } from "../messages.nl.ts";
import type { StudyView } from "../studyPage.ts";
import { fieldOf, type Returned } from "./parts.tsx";

const words = messages.charter;
const FORM = "protocol";
const chosen = (returned: Returned | undefined, name: string, initial: readonly string[]): readonly string[] =>
  returned?.form === FORM ? [returned.values[name] ?? []].flat() : initial;

interface FieldsProps {
  view: StudyView;
  returned: Returned | undefined;
}

function Group({ legend, children }: { legend: string; children: ComponentChildren }) {
  return (
    <fieldset class="rt-group">
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}

/** What is needed before the charter can be offered is marked as needed; it may be saved while it is not whole. */
export function FieldsForm({ view, returned }: FieldsProps) {
  const { study, missing } = view;
  const parts = { view, returned };
  return (
    <form method="post" action={`/onderzoeken/${study.id}/protocol`} noValidate>
      <Hidden name="version" value={study.version} />
      <PurposeFields {...parts} />
      <PeriodFields {...parts} />
      <CoarsenessFields {...parts} />
      <OutputFields {...parts} />
      <OpenFields {...parts} />
      <ButtonRow>
        <Button kind={missing.length > 0 ? "primary" : "secondary"}>{words.save}</Button>
      </ButtonRow>
    </form>
  );
}

function PurposeFields({ view, returned }: FieldsProps) {
  const { values } = view.fields;
  const field = fieldOf(FORM, returned);
  return (
    <Group legend={words.group.purpose}>
      {(["purpose", "population", "dataKinds", "safeguards"] as const).map((name) => (
        <TextArea
          key={name}
          {...field(name, values[name] ?? "")}
          label={words.field[name]}
          hint={words.hint[name]}
          rows={3}
          required
          maxLength={name === "safeguards" ? 4000 : 2000}
        />
      ))}
      <CheckboxGroup
        name={`${FORM}-templates`}
        legend={words.field.templates}
        values={chosen(returned, "templates", values.templates ?? [])}
        error={field("templates").error}
        required
        options={Object.values(templates).map(({ name, title, description }) => ({
          value: name,
          label: title,
          hint: description,
        }))}
      />
    </Group>
  );
}

function PeriodFields({ view, returned }: FieldsProps) {
  const { starts, ends, retentionUntil } = view.study;
  const field = fieldOf(FORM, returned);
  return (
    <Group legend={words.group.period}>
      <Field {...field("starts", starts ?? "")} type="date" label={words.starts} required />
      <Field {...field("ends", ends ?? "")} type="date" label={words.ends} hint={words.endsHint} required />
      <Field {...field("retentionUntil", retentionUntil ?? "")} type="date" label={words.retentionUntil} required />
    </Group>
  );
}

function CoarsenessFields({ view, returned }: FieldsProps) {
  const { coarsening } = view.fields.values;
  const field = fieldOf(FORM, returned);
  return (
    <Group legend={words.field.coarsening}>
      <RadioGroup
        name={`${FORM}-day`}
        legend={words.day.label}
        value={field("day", coarsening?.day ?? "week").value}
        required
        options={(["week", "day"] as const).map((value) => ({ value, label: words.day[value] }))}
      />
      <Field
        {...field("amountBand", String(coarsening?.amountBand ?? 1))}
        inputMode="numeric"
        label={words.amountBand}
        required
      />
      <Field
        {...field("eventsPerToken", String(coarsening?.eventsPerToken ?? 500))}
        inputMode="numeric"
        label={words.eventsPerToken}
        required
      />
      <TextArea
        {...field("typologies", (coarsening?.typologies ?? []).join("\n"))}
        label={words.typologies}
        hint={words.typologiesHint}
        rows={3}
      />
    </Group>
  );
}

function OutputFields({ view, returned }: FieldsProps) {
  const { parties, fields } = view;
  const { profile, pairConsents, soleBeneficiary } = fields.values;
  const field = fieldOf(FORM, returned);
  const pairs = parties.flatMap((a, index) =>
    parties.slice(index + 1).map((b) => ({ value: `${a.partnerId}|${b.partnerId}`, label: `${a.name} – ${b.name}` })),
  );
  return (
    <Group legend={words.field.profile}>
      <Field
        {...field("minimum", String(profile?.minimumCount ?? 10))}
        inputMode="numeric"
        label={words.minimum}
        hint={words.minimumHint}
        required
      />
      {pairs.length > 0 && (
        <CheckboxGroup
          name={`${FORM}-pairConsents`}
          legend={words.field.pairConsents}
          values={chosen(
            returned,
            "pairConsents",
            (pairConsents ?? []).map((pair) => pair.join("|")),
          )}
          options={pairs}
        />
      )}
      <Select
        {...field("soleBeneficiary", soleBeneficiary ?? "")}
        label={words.field.soleBeneficiary}
        hint={words.hint.soleBeneficiary}
        emptyLabel="–"
        options={parties.map(({ partnerId, name }) => ({ value: partnerId, label: name }))}
      />
    </Group>
  );
}

function OpenFields({ view, returned }: FieldsProps) {
  const { study, fields } = view;
  return (
    <Group legend={words.open}>
      <CheckboxGroup
        name={`${FORM}-isListed`}
        legend={words.register}
        hint={words.openHint}
        values={chosen(returned, "isListed", study.isListed ? ["ja"] : [])}
        options={[{ value: "ja", label: words.listed }]}
      />
      <CheckboxGroup
        name={`${FORM}-open`}
        legend={words.openFields}
        values={chosen(returned, "open", [...fields.open])}
        options={FIELD_NAMES.slice(0, 4).map((name) => ({ value: name, label: words.field[name] }))}
      />
    </Group>
  );
}
