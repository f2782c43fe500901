/** A variable of the environment is missing or wrong; the message is one line that says which, and what it may be. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigError";
  }
}
