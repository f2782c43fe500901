/** The element name of everything the widget puts into a page. */
export const HOST_NAME = "cookiehub-ui";
