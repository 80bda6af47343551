import type { ComponentChildren } from "preact";
import { messages } from "./messages.nl.ts";

interface FieldFrame {
  name: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  required?: boolean | undefined;
}

export interface FieldProps extends FieldFrame {
  value: string;
  type?: "text" | "date" | "email" | "password" | "number" | "url" | "search" | undefined;
  autocomplete?: string | undefined;
  maxLength?: number | undefined;
  inputMode?: "text" | "numeric" | "decimal" | "email" | undefined;
}

const ids = ({ name, hint, error }: FieldFrame) => ({
  hintId: hint ? `${name}-uitleg` : undefined,
  errorId: error ? `${name}-fout` : undefined,
});

function describedBy(frame: FieldFrame): string | undefined {
  const { hintId, errorId } = ids(frame);
  return [hintId, errorId].filter(Boolean).join(" ") || undefined;
}

/** Attributes that tie a control to its hint and its error. */
const controlProps = (frame: FieldFrame) => ({
  id: frame.name,
  name: frame.name,
  required: frame.required ?? false,
  "aria-describedby": describedBy(frame),
  "aria-invalid": frame.error ? ("true" as const) : undefined,
});

const Optional = ({ required }: { required: boolean | undefined }) =>
  required ? null : <span class="rt-optional"> {messages.optional}</span>;

function HintAndError(frame: FieldFrame) {
  const { hintId, errorId } = ids(frame);
  return (
    <>
      {frame.hint && (
        <p id={hintId} class="utrecht-form-field-description">
          {frame.hint}
        </p>
      )}
      {frame.error && (
        <p id={errorId} class="utrecht-form-field-error-message">
          {frame.error}
        </p>
      )}
    </>
  );
}

function Frame({ children, ...frame }: FieldFrame & { children: ComponentChildren }) {
  return (
    <div class={frame.error ? "utrecht-form-field utrecht-form-field--invalid" : "utrecht-form-field"}>
      <label class="utrecht-form-label" for={frame.name}>
        {frame.label}
        <Optional required={frame.required} />
      </label>
      <HintAndError {...frame} />
      {children}
    </div>
  );
}

export function Field(props: FieldProps) {
  const { value, type = "text", autocomplete, maxLength, inputMode } = props;
  const optional = {
    ...(autocomplete && { autocomplete }),
    ...(maxLength && { maxLength }),
    ...(inputMode && { inputMode }),
  };
  return (
    <Frame {...props}>
      {/* Preact types each kind of input apart; the attributes here are valid for all of them. */}
      <input
        class="utrecht-textbox"
        type={type as "text"}
        value={value}
        dir="auto"
        {...optional}
        {...controlProps(props)}
      />
    </Frame>
  );
}

export function TextArea(props: FieldFrame & { value: string; rows?: number; maxLength?: number }) {
  const { value, rows = 4, maxLength } = props;
  return (
    <Frame {...props}>
      {/* The first line break after the tag is dropped by browsers: give it one to drop. */}
      <textarea class="utrecht-textarea" rows={rows} maxLength={maxLength} dir="auto" {...controlProps(props)}>
        {value.startsWith("\n") ? `\n${value}` : value}
      </textarea>
    </Frame>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  readonly icon?: ComponentChildren;
}

export function Select(props: FieldFrame & { value: string; options: readonly Option[]; emptyLabel?: string }) {
  const { value, options, emptyLabel } = props;
  return (
    <Frame {...props}>
      <select class="utrecht-select" {...controlProps(props)}>
        {emptyLabel !== undefined && <option value="">{emptyLabel}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

interface ChoiceProps {
  name: string;
  legend: string;
  options: readonly Option[];
  error?: string | undefined;
  hint?: string | undefined;
  required?: boolean | undefined;
}

function ChoiceGroup({
  kind,
  chosen,
  ...props
}: ChoiceProps & { kind: "radio" | "checkbox"; chosen: readonly string[] }) {
  const { name, legend, options, error, required } = props;
  const frame = { ...props, label: legend };
  return (
    <fieldset
      class={error ? "rt-choices rt-choices-invalid" : "rt-choices"}
      aria-describedby={describedBy(frame)}
      id={name}
      tabIndex={-1}
    >
      <legend class="utrecht-form-label">
        {legend}
        <Optional required={required} />
      </legend>
      <HintAndError {...frame} />
      {options.map(({ value, label, hint, icon }) => (
        <label key={value} class="rt-choice">
          <input
            type={kind}
            name={name}
            value={value}
            checked={chosen.includes(value)}
            required={kind === "radio" && required === true}
          />
          {icon}
          <span>
            {label}
            {hint && <small>{hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function RadioGroup({ value, ...props }: ChoiceProps & { value: string }) {
  return <ChoiceGroup kind="radio" chosen={[value]} {...props} />;
}

export function CheckboxGroup({ values, ...props }: ChoiceProps & { values: readonly string[] }) {
  return <ChoiceGroup kind="checkbox" chosen={values} {...props} />;
}

export const Hidden = ({ name, value }: { name: string; value: string | number }) => (
  <input type="hidden" name={name} value={String(value)} />
);

/** Opens a form that came back: says how many things are wrong and leads to each. */
export function ErrorSummary({ errors }: { errors: readonly { name: string; message: string }[] }) {
  if (errors.length === 0) return null;
  const heading = errors.length === 1 ? messages.errorSummaryOne : messages.errorSummaryMany(errors.length);
  return (
    <section class="utrecht-alert rt-notice rt-notice-error" aria-labelledby="fouten-kop" tabIndex={-1}>
      <h2 id="fouten-kop" class="utrecht-heading-3">
        {heading}
      </h2>
      <ul>
        {errors.map(({ name, message }) => (
          <li key={`${name}${message}`}>
            <a class="utrecht-link" href={`#${name}`}>
              {message}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
export { Button, type ButtonKind, ButtonLink, ButtonRow } from "./Button.tsx";
