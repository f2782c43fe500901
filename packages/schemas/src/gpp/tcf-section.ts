/** Section 2: a TC string of Europe. */
export const TCF_ID = 2;
export const TCF_PREFIX = "tcfeuv2";
