// The shop's own behaviour. Tags that were not allowed are simply not there, so each is asked for.
for (const button of document.querySelectorAll("[data-shop-event]")) {
  button.addEventListener("click", () => {
    const event = button.dataset.shopEvent;
    button.parentElement.querySelector(".says").textContent = button.dataset.shopSays;
    window.gtag?.("event", event);
    window.northern?.track(event);
    if (event === "purchase") window.adventureAds?.convert();
  });
}
