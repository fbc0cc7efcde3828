// Asks for a key, once for this tab.
import { html, useRef, useState } from "./html.js";
import { keep } from "./key.js";

/** What a header can hold. */
const TOKEN = /^[!-~]+$/;

export function SignIn({ why }) {
  const field = useRef(null);
  const [wrong, setWrong] = useState(null);
  const submit = (event) => {
    event.preventDefault();
    const text = field.current.value.trim();
    if (TOKEN.test(text)) keep(text);
    else setWrong("That is no API key: one has only letters, digits and _, and begins with tb_.");
  };
  return html`<main class="sign-in">
    <form onSubmit=${submit}>
      <p class="wordmark"><img src="icon.svg" alt="" width="28" height="28" /> Tallybook</p>
      <h1 tabindex="-1">Look into a ledger</h1>
      <p>The console reads, and changes nothing. It shows what your API key may read: give it one with read scopes only.</p>
      ${(wrong ?? why) && html`<p class="notice trouble" role="alert">${wrong ?? why}</p>`}
      <label for="key">API key</label>
      <input id="key" ref=${field} type="password" placeholder="tb_…" autocomplete="off" autocapitalize="off" spellcheck="false" required autofocus />
      <button type="submit" class="primary">Open</button>
      <p class="small">The key stays in this tab until it is closed, and is sent to this service alone. <a href="../docs/">The API's pages</a></p>
    </form>
  </main>`;
}
