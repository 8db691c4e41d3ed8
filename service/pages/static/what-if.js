// A slider beside each number it belongs to; without scripts the numbers alone do the same.
for (const field of document.querySelectorAll("[data-slider]")) {
  const [least, most, step] = field.dataset.slider.split(" ");
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: least, max: most, step });
  slider.setAttribute("aria-label", `${field.labels[0].textContent}, slider`);
  const follow = () => { slider.value = (field.value || field.placeholder || least).replace(",", "."); };
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
