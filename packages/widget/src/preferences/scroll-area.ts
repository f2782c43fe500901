/** Lets the keyboard into an area for as long as there is something to scroll. */
export function followScrolling(area: HTMLElement): void {
  const observer = new ResizeObserver(() => {
    if (area.scrollHeight > area.clientHeight) area.tabIndex = 0;
    else area.removeAttribute("tabindex");
  });
  for (const element of [area, ...area.children]) observer.observe(element);
}
