// The console's keyboard layer, palette and theme. Every page works without it.
(() => {
  "use strict";
  const doc = document;
  const root = doc.documentElement;
  const one = (selector, from = doc) => from.querySelector(selector);
  const all = (selector, from = doc) => [...from.querySelectorAll(selector)];
  const shown = (element) => element.getClientRects().length > 0;
  const sheet = one("#look-keys");
  const palette = one("#look-palette");

  const store = {
    get(name) { try { return localStorage.getItem(name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem(name, value); } catch { /* private window */ } },
  };

  for (const element of all(".needs-js")) element.hidden = false;

  // Theme: a cookie, so that the server draws the right one at once.
  const showTheme = () => {
    for (const button of all("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === (root.dataset.theme || "auto")));
    }
  };
  const setTheme = (theme) => {
    root.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    doc.cookie = `duly_theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    showTheme();
  };
  showTheme();

  // Lists: j and k move real focus over the links that open rows.
  const openers = () => all("[data-list] [data-open]").filter(shown);
  const placeName = `duly-place:${location.pathname}`;
  const remember = (link) => { try { sessionStorage.setItem(placeName, link.getAttribute("href")); } catch { /* full */ } };
  const move = (step) => {
    const links = openers();
    if (!links.length) return false;
    const row = doc.activeElement.closest("[data-list] tr, [data-list] li");
    let at = row ? links.findIndex((link) => row.contains(link)) : -1;
    if (at < 0) {
      let last = null;
      try { last = sessionStorage.getItem(placeName); } catch { /* none */ }
      const found = links.findIndex((link) => link.getAttribute("href") === last);
      at = found < 0 ? (step > 0 ? -1 : links.length) : found - step;
    }
    const link = links[Math.min(links.length - 1, Math.max(0, at + step))];
    link.focus({ focusVisible: true });
    link.closest("tr, li").scrollIntoView({ block: "nearest" });
    remember(link);
    return true;
  };
  const countPicked = (form) => {
    const boxes = all("input[name=ids]", form);
    const picked = boxes.filter((box) => box.checked).length;
    const words = one("[data-pick-count]", form);
    if (words) words.textContent = `${picked.toLocaleString(root.lang)} ${words.dataset.words}`;
    const whole = one("[data-pick-all]", form);
    if (whole) { whole.checked = picked > 0 && picked === boxes.length; whole.indeterminate = picked > 0 && picked < boxes.length; }
  };
  const pick = () => {
    const row = doc.activeElement.closest("[data-list] tr");
    const box = row && one("input[name=ids]", row);
    if (box) box.click();
    return Boolean(box);
  };

  // [data-key] elements act on their key: the focused row's first, then the page's.
  const act = (key) => {
    const wanted = `[data-key="${CSS.escape(key)}"]`;
    const row = doc.activeElement.closest("tr, li, .panel");
    const target = [...(row ? all(wanted, row) : []), ...all(wanted)].find((element) => shown(element) && !element.disabled);
    if (!target) return false;
    if (target.matches("input, textarea, select")) target.focus(); else target.click();
    // A summary opens a small form: go on writing in its first field.
    const field = target.matches("summary") && target.parentElement.open && one("input:not([type=hidden]), select, textarea", target.parentElement);
    if (field) field.focus();
    return true;
  };

  const closeSmall = () => {
    const open = all("details.drop[open], details.explain[open]").pop();
    if (open) { open.open = false; one("summary", open).focus(); return true; }
    const toast = all(".toast").pop();
    if (toast) { toast.remove(); return true; }
    return false;
  };
  const back = () => {
    if (closeSmall()) return true;
    const way = all("[data-back]").filter(shown).pop();
    if (way) way.click();
    return Boolean(way);
  };

  // Palette: what this page can do, where one can go, commands of the server, then its search.
  let options = [];
  let chosen = 0;
  let asked = 0;
  const textOf = (element) => (element.dataset.label || element.getAttribute("aria-label") || element.innerText).trim().replace(/\s+/g, " ");
  const withoutKey = (element) => {
    const copy = element.cloneNode(true);
    for (const hint of all(".key, .count", copy)) hint.remove();
    return copy.textContent.trim().replace(/\s+/g, " ") || textOf(element);
  };
  const known = () => {
    const data = one("#look-commands");
    const commands = data ? JSON.parse(data.textContent) : [];
    return [
      ...all("[data-key]").filter(shown).map((element) => ({
        group: palette.dataset.wordsPage, label: withoutKey(element), hint: element.dataset.key,
        run: () => (element.matches("input, textarea, select") ? element.focus() : element.click()),
      })),
      ...commands.map((command) => ({ group: palette.dataset.wordsCommands, ...command })),
      ...all("[data-go]").map((link) => ({ group: palette.dataset.wordsGo, label: withoutKey(link), href: link.href })),
    ];
  };
  const fits = (words, label) => {
    const text = label.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  };
  const choose = (index) => {
    const items = all("[role=option]", palette);
    if (!items.length) return;
    chosen = (index + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    items[chosen].scrollIntoView({ block: "nearest" });
    one("input", palette).setAttribute("aria-activedescendant", items[chosen].id);
  };
  const draw = (found) => {
    options = found;
    const list = one("[role=listbox]", palette);
    list.replaceChildren();
    const groups = new Map();
    found.forEach((item, at) => {
      if (!groups.has(item.group)) {
        const group = doc.createElement("div");
        const title = doc.createElement("span");
        group.setAttribute("role", "group");
        title.textContent = item.group || "";
        title.id = `look-group-${groups.size}`;
        group.setAttribute("aria-labelledby", title.id);
        group.append(title);
        list.append(group);
        groups.set(item.group, group);
      }
      const option = doc.createElement("div");
      option.id = `look-option-${at}`;
      option.setAttribute("role", "option");
      option.dataset.at = String(at);
      option.append(item.label);
      if (item.hint) { const hint = doc.createElement("small"); hint.textContent = item.hint; option.append(hint); }
      groups.get(item.group).append(option);
    });
    // Groups gather items, so the order on screen decides.
    options = all("[role=option]", list).map((option) => found[Number(option.dataset.at)]);
    one(".palette-none", palette).hidden = found.length > 0;
    choose(0);
  };
  const refresh = async () => {
    const text = one("input", palette).value.trim();
    const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const here = known().filter((item) => fits(words, item.label));
    draw(here);
    const turn = ++asked;
    if (text.length < 2 || !palette.dataset.search) return;
    await new Promise((done) => { setTimeout(done, 120); });
    if (turn !== asked) return;
    try {
      const answer = await fetch(`${palette.dataset.search}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      const found = answer.ok ? (await answer.json()).results : [];
      if (turn === asked) draw([...found, ...here]);
    } catch { /* offline: what is known here stays */ }
  };
  const run = (item) => {
    if (!item) return;
    palette.close();
    if (item.run) item.run(); else if (item.href) location.assign(item.href);
  };
  const openPalette = () => {
    if (!palette || palette.open) return;
    one("input", palette).value = "";
    palette.showModal();
    refresh();
  };
  if (palette) {
    palette.addEventListener("input", refresh);
    palette.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) choose(chosen + step);
      else if (event.key === "Enter") run(options[chosen]);
      else return;
      event.preventDefault();
    });
    palette.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) run(options[all("[role=option]", palette).indexOf(option)]);
      else if (event.target === palette) palette.close();
    });
  }

  // Single keys can be switched off (WCAG 2.1.4).
  const keysOn = () => store.get("duly-keys") !== "off";
  const single = {
    "/": () => { const box = one("[data-search-box]"); if (box) { box.focus(); box.select(); } return Boolean(box); },
    "?": () => { if (sheet && !sheet.open) sheet.showModal(); return Boolean(sheet); },
    j: () => move(1),
    k: () => move(-1),
    x: pick,
  };
  doc.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    const text = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("textarea");
    if (text && text.form && all("button:not([type=button])", text.form).length === 1) {
      event.preventDefault();
      text.form.requestSubmit(one("button:not([type=button])", text.form));
      return;
    }
    if (one("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      if (writing) writing.blur(); else if (!one(".rail:popover-open")) back();
      return;
    }
    if (writing || event.key.length !== 1 || !keysOn()) return;
    if (Object.hasOwn(single, event.key) ? single[event.key]() : act(event.key)) event.preventDefault();
  });

  doc.addEventListener("click", (event) => {
    const target = event.target;
    const theme = target.closest("[data-theme-set]");
    if (theme) setTheme(theme.dataset.themeSet);
    if (target.closest("[data-palette]")) openPalette();
    if (target.closest("[data-sheet]") && sheet) sheet.showModal();
    if (target === sheet) sheet.close();
    const dismiss = target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".toast").remove();
    const opener = target.closest("[data-list] [data-open]");
    if (opener) remember(opener);
    for (const open of all("details.drop[open], details.explain[open]")) if (!open.contains(target)) open.open = false;
  });
  doc.addEventListener("change", (event) => {
    const target = event.target;
    const form = target.closest("[data-selection]");
    if (form) {
      if (target.matches("[data-pick-all]")) for (const box of all("input[name=ids]", form)) box.checked = target.checked;
      countPicked(form);
    }
    if (target.matches("[data-keys-on]")) store.set("duly-keys", target.checked ? "on" : "off");
    if (target.matches("select, input[type=date]") && target.closest("form[data-auto]")) target.form.requestSubmit();
  });
  for (const box of all("[data-keys-on]")) box.checked = keysOn();
  for (const form of all("[data-selection]")) countPicked(form);
})();
