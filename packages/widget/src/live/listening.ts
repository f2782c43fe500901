import type { AddOnHost } from "../add-on.ts";

/** Between attempts to listen where that was refused; half of it is chance, so that not all come at once. */
const DELAY_MS_MIN = 4_000;
const DELAY_MS_MAX = 300_000;

/** The stream of what is decided on the user's other devices. */
export interface Listening {
  readonly isOn: () => boolean;
  /** Begins anew where it is on already. */
  start(): void;
  /** The same after a time in which nothing could be heard: what was said then is asked for. */
  resume(): void;
  /** Ends the connection, and means to go on: the page is put away, and perhaps comes back. */
  pause(): void;
  stop(): void;
}

export interface ListeningOptions extends Pick<AddOnHost, "platform" | "guard"> {
  readonly url: () => string;
  readonly onConsent: (answer: unknown) => void;
  /** Listens again after a time in which nothing could be heard. */
  readonly onReturn: () => void;
}

export function createListening({ platform, guard, url, onConsent, onReturn }: ListeningOptions): Listening {
  let stream: EventSource | null = null;
  let refusals = 0;
  const start = () => {
    stream?.close();
    const opened = new EventSource(url());
    stream = opened;
    opened.addEventListener("consent", (event) => guard(() => onConsent(JSON.parse(event.data as string))));
    opened.addEventListener("open", () => {
      refusals = 0;
    });
    // A lost connection the browser opens again itself; one that the server refused (it stops, it is full) it gives up.
    opened.addEventListener("error", () => {
      if (opened.readyState !== opened.CLOSED) return;
      const delayMs = Math.min(DELAY_MS_MAX, DELAY_MS_MIN * 2 ** refusals++) * (0.5 + Math.random() / 2);
      platform.setTimer(() => stream === opened && guard(resume), delayMs);
    });
  };
  const resume = () => {
    start();
    onReturn();
  };
  return {
    isOn: () => stream !== null,
    start,
    resume,
    pause: () => stream?.close(),
    stop() {
      stream?.close();
      stream = null;
    },
  };
}
