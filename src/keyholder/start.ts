/** A holder cannot start, or a command cannot be done. The message is Dutch and says what to do. */
export class StartError extends Error {
  override readonly name = "StartError";
}
