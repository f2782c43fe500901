import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

// Debian keeps PostgreSQL's programs off PATH, one folder per major version.
const DEBIAN_POSTGRES = "/usr/lib/postgresql";

/** Finds the first of these programs on `PATH`. */
export function findProgram(names: readonly string[], env: NodeJS.ProcessEnv = process.env): string | undefined {
  const directories = (env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  for (const name of names) {
    const found = directories.map((directory) => join(directory, name)).find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

/** Finds `postgres` and `initdb` of one version: on `PATH`, else Debian's newest. */
export function findPostgres(
  env: NodeJS.ProcessEnv = process.env,
  debian: string = DEBIAN_POSTGRES,
): { readonly postgres: string; readonly initdb: string } | undefined {
  const onPath = { postgres: findProgram(["postgres"], env), initdb: findProgram(["initdb"], env) };
  if (onPath.postgres && onPath.initdb) return { postgres: onPath.postgres, initdb: onPath.initdb };
  for (const version of readVersions(debian)) {
    const [postgres, initdb] = [join(debian, version, "bin/postgres"), join(debian, version, "bin/initdb")];
    if (isExecutable(postgres) && isExecutable(initdb)) return { postgres, initdb };
  }
  return undefined;
}

/** Finds a Redis, or Valkey, which speaks the same. */
export function findRedis(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return findProgram(["redis-server", "valkey-server"], env);
}

function readVersions(directory: string): string[] {
  try {
    return readdirSync(directory).sort((a, b) => Number(b) - Number(a));
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
