import { messages } from "./messages.nl.ts";

/** Everything that can stand in the way of an answer. */
export type EngineFailure = keyof typeof messages.failures;

/** An expected failure: `message` is a Dutch sentence that says what happened and what to do, without a row in it. */
export class EngineError extends Error {
  readonly failure: EngineFailure;
  constructor(failure: EngineFailure) {
    super(messages.failures[failure]);
    this.name = "EngineError";
    this.failure = failure;
  }
}

export const isFailure = (name: string): name is EngineFailure => Object.hasOwn(messages.failures, name);
