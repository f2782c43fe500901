/** How decisions are made that answer a banner or dialog. A signal, an import or a call of the API answers none. */
export const BANNER_METHODS = "('banner_button', 'banner_accept', 'banner_reject', 'preferences')";
