// One axis of time: a slider that stands on the instants at which something changed, and a field for any other.
import { html, useEffect, useRef } from "./html.js";
import { countUpTo, line } from "./instants.js";

/** `value` is what was chosen, `drawn` the instant that it means; null is the slider's end: `endWords`. */
export function TimeSlider({ id, name, parameter, about, instants, value, drawn, endWords, onChange }) {
  const most = instants.length + 1;
  const position = value === null ? most : Math.max(1, countUpTo(instants, drawn ?? ""));
  const choose = (wanted) => onChange(wanted >= most ? null : instants[Math.max(1, wanted) - 1]);
  const said = value === null ? endWords : drawn ? `${line(drawn)} UTC` : value;
  return html`<div class="slider">
    <div class="slider-head">
      <label for=${id}>${name} <code>${parameter}</code></label>
      <output for=${id}>${said}</output>
    </div>
    <div class="slider-line">
      <button type="button" aria-label=${`${name}: one change earlier`} disabled=${position <= 1} onClick=${() => choose(drawn === instants[position - 1] || value === null ? position - 1 : position)}>‹</button>
      <input id=${id} type="range" min="1" max=${most} step="1" value=${position} aria-valuetext=${said} aria-describedby=${`${id}-about`} onInput=${(event) => choose(Number(event.target.value))} />
      <button type="button" aria-label=${`${name}: one change later`} disabled=${value === null} onClick=${() => choose(position + 1)}>›</button>
    </div>
    <div class="slider-foot">
      <p class="small" id=${`${id}-about`}>${about}</p>
      <${AnyInstant} name=${name} value=${value} onChange=${onChange} />
    </div>
  </div>`;
}

function AnyInstant({ name, value, onChange }) {
  const field = useRef(null);
  useEffect(() => {
    field.current.value = value ?? "";
  }, [value]);
  const submit = (event) => {
    event.preventDefault();
    onChange(field.current.value.trim() || null);
  };
  return html`<form onSubmit=${submit}>
    <input ref=${field} aria-label=${`${name}: a date, or an instant in RFC 3339`} placeholder="a date or an instant" spellcheck="false" onChange=${submit} />
  </form>`;
}
