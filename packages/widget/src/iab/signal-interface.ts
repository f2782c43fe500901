/** An interface that other scripts of the page ask for the visitor's choice. */
export interface SignalInterface {
  /** Something may have changed: looks at what holds now, and tells its listeners what is new. */
  update(): void;
  /** The function itself; silent where another platform answers in this page. */
  readonly call: (command: string, callback: (data: unknown) => void) => void;
}
