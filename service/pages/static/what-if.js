// A slider beside each number it belongs to; without scripts the numbers alone do the same.
// 1000.5 as the reader writes it tells both signs; a number of that way comes before a plain one, as in the service.
const [, between, before] = document.getElementById("controls").dataset.written.match(/^1(.)000(.)5$/);
const GROUPED = new RegExp(`^[+-]?[1-9][0-9]{0,2}(\\${between}[0-9]{2,3})*\\${between}[0-9]{3}(\\${before}|$)`);
const plain = (text) => (GROUPED.test(text) ? text.replaceAll(between, "") : text).replace(before, ".");
for (const field of document.querySelectorAll("[data-slider]")) {
  const [least, most, step] = field.dataset.slider.split(" ");
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: least, max: most, step });
  slider.setAttribute("aria-label", `${field.labels[0].textContent}, slider`);
  const follow = () => { slider.value = field.value ? plain(field.value) : field.placeholder || least; };
  slider.addEventListener("input", () => { field.value = slider.value; });
  field.addEventListener("input", follow);
  follow();
  field.before(slider);
}
document.addEventListener("htmx:after:swap", () => {
  for (const fault of document.querySelectorAll("[id^='fault-']")) {
    const field = document.getElementById(fault.id.slice("fault-".length));
    field?.setAttribute("aria-invalid", fault.childElementCount > 0);
  }
});
