export type { TcfWords } from "@cookiehub/schemas/types";
