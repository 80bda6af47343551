import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { formatNumber } from "../../../ui/dutch.ts";
import { Field, Hidden, RadioGroup, Select } from "../../../ui/Field.tsx";
import { messages } from "../messages.nl.ts";
import type { StudyView } from "../studyPage.ts";
import { fieldOf, Hash, type Returned, Section } from "./parts.tsx";

interface Props {
  view: StudyView;
  returned: Returned | undefined;
}

const Remove = ({ action, name, value, label }: { action: string; name: string; value: string; label: string }) => (
  <form method="post" action={action}>
    <Hidden name={name} value={value} />
    <button class="rt-link-button" type="submit">
      {messages.parties.remove}
      <span class="rt-visually-hidden"> {label}</span>
    </button>
  </form>
);

export function PartiesPart({ view, returned }: Props) {
  const words = messages.parties;
  const { study, parties, names } = view;
  const at = `/onderzoeken/${study.id}`;
  const field = fieldOf("partij", returned);
  return (
    <Section id="partijen" title={words.title}>
      <DataTable
        caption={words.title}
        captionHidden
        empty={words.empty}
        rows={parties}
        rowKey={({ partnerId }) => partnerId}
        columns={[
          { key: "name", header: words.partner, rowHeader: true, cell: ({ name }) => name },
          { key: "role", header: words.role.label, cell: ({ role }) => words.role[role] },
          { key: "basis", header: words.legalBasis, cell: ({ legalBasis }) => legalBasis },
          { key: "key", header: words.signingKey, cell: ({ signingKey }) => <Hash value={signingKey} /> },
          {
            key: "remove",
            header: words.remove,
            cell: ({ partnerId, name }) => (
              <Remove action={`${at}/partijen/verwijderen`} name="partnerId" value={partnerId} label={name} />
            ),
          },
        ]}
      />
      <details class="rt-card" open={returned?.form === "partij"}>
        <summary>{words.add}</summary>
        <form method="post" action={`${at}/partijen`} noValidate>
          <Select
            {...field("partnerId")}
            label={words.partner}
            required
            emptyLabel="–"
            options={[...names].map(([value, label]) => ({ value, label }))}
          />
          <RadioGroup
            name="partij-role"
            legend={words.role.label}
            value={field("role", "dataHolder").value}
            error={field("role").error}
            required
            options={(["dataHolder", "participant"] as const).map((value) => ({ value, label: words.role[value] }))}
          />
          <Field
            {...field("legalBasis")}
            label={words.legalBasis}
            hint={words.legalBasisHint}
            required
            maxLength={500}
          />
          <Field {...field("licence")} label={words.licence} maxLength={300} />
          <Field {...field("dpiaName")} label={words.dpiaName} required maxLength={200} />
          <Field {...field("dpiaSha256")} label={words.dpiaSha256} hint={words.dpiaHint} required maxLength={64} />
          <Field
            {...field("signingKey")}
            label={words.signingKey}
            hint={words.signingKeyHint}
            required
            maxLength={60}
          />
          <ButtonRow>
            <Button kind="secondary">{words.add}</Button>
          </ButtonRow>
        </form>
      </details>
    </Section>
  );
}

export function HoldersPart({ view, returned, operatorKey }: Props & { operatorKey: string }) {
  const words = messages.holders;
  const { study, holders } = view;
  const field = fieldOf("sleutelhouder", returned);
  return (
    <Section id="sleutelhouders" title={words.title} lead={messages.identifiers.ceremony}>
      <DataTable
        caption={words.title}
        captionHidden
        empty={words.empty}
        rows={holders}
        rowKey={({ holder }) => holder}
        columns={[
          { key: "name", header: words.name, rowHeader: true, cell: ({ name }) => name },
          { key: "url", header: words.url, cell: ({ url }) => url },
          { key: "key", header: words.receiptKey, cell: ({ receiptKey }) => <Hash value={receiptKey} /> },
        ]}
      />
      <p>
        {words.operatorKey} <Hash value={operatorKey} />
      </p>
      <form method="post" action={`/onderzoeken/${study.id}/sleutelhouders`} noValidate>
        <Field {...field("url")} type="url" label={words.url} hint={words.urlHint} required maxLength={300} />
        <ButtonRow>
          <Button kind="secondary">{words.add}</Button>
        </ButtonRow>
      </form>
    </Section>
  );
}

export function IdentifiersPart({ view, returned }: Props) {
  const words = messages.identifiers;
  const { study, identifiers, holders } = view;
  const field = fieldOf("kenmerk", returned);
  return (
    <Section id="kenmerken" title={words.title}>
      <DataTable
        caption={words.title}
        captionHidden
        empty={words.empty}
        rows={identifiers}
        rowKey={({ type }) => type}
        columns={[
          { key: "type", header: words.type, rowHeader: true, cell: ({ type }) => type },
          { key: "ceiling", header: words.ceiling, numeric: true, cell: ({ ceiling }) => formatNumber(ceiling) },
          { key: "key", header: words.jointKey, cell: ({ jointKey }) => <Hash value={jointKey} /> },
        ]}
      />
      <form method="post" action={`/onderzoeken/${study.id}/kenmerken`} noValidate>
        <Field {...field("type")} label={words.type} hint={words.typeHint} required maxLength={60} />
        <Field {...field("ceiling", "1000000")} inputMode="numeric" label={words.ceiling} required />
        {holders.length === 3 && (
          <RadioGroup
            name="kenmerk-sharing"
            legend={words.sharing.label}
            hint={words.sharing.hint}
            value={field("sharing", "additive").value}
            error={field("sharing").error}
            required
            options={(["additive", "shamir-2-of-3"] as const).map((value) => ({ value, label: words.sharing[value] }))}
          />
        )}
        <ButtonRow>
          <Button kind="secondary">{words.add}</Button>
        </ButtonRow>
      </form>
    </Section>
  );
}

export function PeoplePart({ view, returned }: Props) {
  const words = messages.people;
  const { study, people, everybody, names } = view;
  const at = `/onderzoeken/${study.id}`;
  const field = fieldOf("mens", returned);
  return (
    <Section id="mensen" title={words.title}>
      <DataTable
        caption={words.title}
        captionHidden
        empty={words.empty}
        rows={people}
        rowKey={({ personId }) => personId}
        columns={[
          { key: "name", header: words.person, rowHeader: true, cell: ({ name }) => <bdi>{name}</bdi> },
          { key: "role", header: words.role.label, cell: ({ role }) => words.role[role] },
          {
            key: "partner",
            header: messages.parties.partner,
            cell: ({ partnerId }) => (partnerId === null ? "–" : (names.get(partnerId) ?? "")),
          },
          {
            key: "remove",
            header: words.remove,
            cell: ({ personId, name }) => (
              <Remove action={`${at}/mensen/verwijderen`} name="personId" value={personId} label={name} />
            ),
          },
        ]}
      />
      <form method="post" action={`${at}/mensen`} noValidate>
        <Select
          {...field("personId")}
          label={words.person}
          required
          emptyLabel="–"
          options={everybody
            .filter(({ roles }) => roles.length > 0)
            .map(({ id, name, partnerId }) => ({
              value: id,
              label: [name, partnerId && names.get(partnerId)].filter(Boolean).join(", "),
            }))}
        />
        <RadioGroup
          name="mens-role"
          legend={words.role.label}
          value={field("role").value}
          error={field("role").error}
          required
          options={(["researcher", "checker"] as const).map((value) => ({ value, label: words.role[value] }))}
        />
        <ButtonRow>
          <Button kind="secondary">{words.add}</Button>
        </ButtonRow>
      </form>
    </Section>
  );
}
