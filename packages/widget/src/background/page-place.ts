/** Where on the site something happened, as the server takes it. */
export interface PagePlace {
  hostname?: string;
  path?: string;
  language: string;
}

const PATH_MAX = 1024;

/** Tells a place on the site: no query, no fragment. Pages without a host (files) have none. */
export function toPagePlace(hostname: string, path: string, language: string): PagePlace {
  return {
    language,
    ...(hostname ? { hostname } : {}),
    ...(path.startsWith("/") ? { path: path.slice(0, PATH_MAX) } : {}),
  };
}
