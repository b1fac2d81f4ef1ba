// Suggestions under a text field that carries data-suggest="<address>". What is typed is always accepted, so without
// this script, or when the address does not answer, nothing is lost: the page after it asks which one is meant.
(() => {
  const WAIT = 150; // milliseconds of not typing before the server is asked
  const escape = (text) => {
    const holder = document.createElement("span");
    holder.textContent = text;
    return holder.innerHTML;
  };

  for (const field of document.querySelectorAll("input[data-suggest]")) {
    let timer = 0;
    let asking = null;
    const described = field.getAttribute("aria-describedby") || "";
    const source = (typed, show) => {
      clearTimeout(timer);
      asking?.abort();
      timer = setTimeout(async () => {
        asking = new AbortController();
        try {
          const address = `${field.dataset.suggest}?q=${encodeURIComponent(typed)}`;
          const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
          show(answer.ok ? (await answer.json()).results : []);
        } catch (error) {
          if (error.name !== "AbortError") show([]);
        }
      }, WAIT);
    };
    const box = document.createElement("div");
    box.className = "rmt-suggest";
    field.replaceWith(box);
    accessibleAutocomplete({
      element: box,
      id: field.id,
      name: field.name,
      defaultValue: field.value,
      source,
      minLength: 2,
      confirmOnBlur: false,
      showNoOptionsFound: false,
      templates: {
        inputValue: (hit) => (hit ? hit.label : ""),
        suggestion: (hit) => {
          if (typeof hit === "string") return escape(hit);
          const other = hit.matched && hit.matched.toLowerCase() !== hit.label.toLowerCase();
          return escape(hit.label) + (other ? ` <span class="rmt-suggest__also">(${escape(hit.matched)})</span>` : "");
        },
      },
      tNoResults: () => "Niet gevonden",
      tStatusQueryTooShort: (least) => `Typ ten minste ${least} letters.`,
      tStatusNoResults: () => "Niets gevonden. Wat je typt mag blijven staan.",
      tStatusSelectedOption: (option, length, index) => `${option}, ${index + 1} van ${length}, is gekozen.`,
      tStatusResults: (length, option) => `${length} ${length === 1 ? "suggestie" : "suggesties"}. ${option}`,
      tAssistiveHint: () => "Er komen suggesties als je typt. Kies met de pijlen en Enter, of typ gewoon door.",
    });
    const input = document.getElementById(field.id);
    if (!input) continue;
    // The hint and the error of the field stay tied to it; the package only knows its own hint and takes that away.
    const keepDescribed = () => {
      const now = input.getAttribute("aria-describedby") || "";
      if (!now.startsWith(described)) input.setAttribute("aria-describedby", `${described} ${now}`.trim());
    };
    if (described) {
      keepDescribed();
      new MutationObserver(keepDescribed).observe(input, { attributeFilter: ["aria-describedby"] });
    }
    for (const name of ["aria-invalid", "aria-required"]) {
      if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
    }
  }
})();
