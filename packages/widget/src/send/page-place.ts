/** Where on the site something happened, as the server takes it. */
export interface PagePlace {
  hostname?: string;
  path?: string;
  language: string;
}

const PATH_MAX = 1024;

/** Reads the place of this page: no query, no fragment. Pages without a host (files) have none. */
export function readPagePlace(language: string): PagePlace {
  const { hostname, pathname } = location;
  return {
    language,
    ...(hostname ? { hostname } : {}),
    ...(pathname.startsWith("/") ? { path: pathname.slice(0, PATH_MAX) } : {}),
  };
}
