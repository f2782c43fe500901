/** 2000-01-01 and 2100-01-01: outside of them is no time of a log. */
const FIRST_MS = 946_684_800_000;
const LAST_MS = 4_102_444_800_000;

/** Reads a text of nothing but digits, at most 15; NaN for anything else. */
export function readDigits(text: string, from = 0, to = text.length): number {
  if (to <= from || to - from > 15) return Number.NaN;
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Milliseconds since 1970, of this century; NaN for anything else. */
export function readEpochMs(text: string): number {
  const value = readDigits(text);
  return value >= FIRST_MS && value < LAST_MS ? value : Number.NaN;
}

/** Reads days and times of UTC. Lines of a log share their day: it is worked out once. */
export interface TimeReader {
  /** `2026-11-20` and `12:34:56`, or NaN. */
  readDayAndTime(day: string, time: string): number;
  /** `2026-11-20T12:34:56Z`, with any fraction of a second, of which milliseconds count; or NaN. */
  readIso(text: string): number;
}

export function createTimeReader(): TimeReader {
  let knownDay = "";
  let knownMs = Number.NaN;

  function readDay(day: string): number {
    if (day === knownDay) return knownMs;
    knownMs = toDayMs(day);
    knownDay = day;
    return knownMs;
  }

  return {
    readDayAndTime: (day, time) => (time.length === 8 ? readDay(day) + readTimeMs(time, 0) : Number.NaN),
    readIso: (text) => {
      const isZulu = text.length <= 40 && text.endsWith("Z") && text.charCodeAt(10) === 84;
      return isZulu ? readDay(text.slice(0, 10)) + readTimeMs(text, 11) + readFractionMs(text) : Number.NaN;
    },
  };
}

function toDayMs(day: string): number {
  if (day.length !== 10 || day.charCodeAt(4) !== 45 || day.charCodeAt(7) !== 45) return Number.NaN;
  const [year, month, date] = [readDigits(day, 0, 4), readDigits(day, 5, 7), readDigits(day, 8, 10)];
  const ms = Date.UTC(year, month - 1, date);
  // 30 February would be 2 March.
  const isReal = ms >= FIRST_MS && ms < LAST_MS && new Date(ms).toISOString().startsWith(day);
  return isReal ? ms : Number.NaN;
}

// `12:34:56` from a place on; a leap second is the last one of its minute.
function readTimeMs(text: string, from: number): number {
  if (text.charCodeAt(from + 2) !== 58 || text.charCodeAt(from + 5) !== 58) return Number.NaN;
  const hours = readDigits(text, from, from + 2);
  const minutes = readDigits(text, from + 3, from + 5);
  const seconds = readDigits(text, from + 6, from + 8);
  if (!(hours < 24 && minutes < 60 && seconds <= 60)) return Number.NaN;
  return hours * 3_600_000 + minutes * 60_000 + Math.min(59, seconds) * 1000;
}

// Between second 19 and the `Z` at the end.
function readFractionMs(text: string): number {
  const end = text.length - 1;
  if (end === 19) return 0;
  if (text.charCodeAt(19) !== 46 || end < 21) return Number.NaN;
  if (Number.isNaN(readDigits(text, 20, end))) return Number.NaN;
  return Math.floor(readDigits(text, 20, Math.min(23, end)) * 10 ** Math.max(0, 23 - end));
}
