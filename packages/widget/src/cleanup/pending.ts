/**
 * Kept in `localStorage` from a withdrawal until its clean-up is done, so that the next page does it where this one
 * went away first. By then the visitor has decided (decision 0020).
 */
export const CLEANUP_KEY = "cookiehub_cleanup";
