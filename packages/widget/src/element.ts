import { withWidget } from "./page-widget.ts";

/** Name of the element that this entry defines: a button that opens the preferences. Its content is the button's text. */
export const SETTINGS_ELEMENT = "cookiehub-settings";

// No words of its own would leave the button without a name.
const FALLBACK_TEXT = "Privacy settings";

// Where there is no page there is no HTMLElement to extend either.
if (typeof customElements !== "undefined" && !customElements.get(SETTINGS_ELEMENT)) {
  customElements.define(
    SETTINGS_ELEMENT,
    class extends HTMLElement {
      connectedCallback(): void {
        if (this.shadowRoot) return;
        // A button of the browser's own: keyboard, focus and role come with it, also inside a form.
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("part", "button");
        button.setAttribute("aria-haspopup", "dialog");
        button.style.font = "inherit";
        const slot = document.createElement("slot");
        slot.textContent = FALLBACK_TEXT;
        button.append(slot);
        // On the element itself: a script may press it as well.
        this.addEventListener("click", () => withWidget((cookiehub) => cookiehub.open()));
        this.attachShadow({ mode: "open", delegatesFocus: true }).append(button);
      }
    },
  );
}
