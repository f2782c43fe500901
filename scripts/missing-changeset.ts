/**
 * Names the packages whose sources a change touches, when the change brings no changeset; else nothing.
 * `files` are paths from the root, with `/`. Tests are not something that people notice.
 */
export function findMissingChangeset(files: readonly string[]): string[] {
  const isTold = files.some((file) => /^changesets\/(?!README\.md$)[^/]+\.md$/.test(file));
  if (isTold) return [];
  const sources = files.filter((file) => !/\.(test|test-d)\.tsx?$/.test(file));
  const names = sources.map((file) => /^packages\/([^/]+)\/src\//.exec(file)?.[1]).filter((name) => name !== undefined);
  return [...new Set(names)].sort();
}
