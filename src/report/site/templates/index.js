"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { columns, rows, perPage, decimals, t } = data;
  const OFFSET = 2; // a row begins with its file and its lists
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const paging = document.getElementById("paging");
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const at = (key) => columns.findIndex((column) => column.key === key) + OFFSET;
  const state = { page: 0, sort: -1, down: false, chosen: {}, list: -1, text: "" };
  const fold = (text) => String(text).toLowerCase();
  const name = at("name");
  const id = columns.some((column) => column.key === "id") ? at("id") : name;
  let shown = rows;

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function cell(row, index) {
    const column = columns[index];
    const value = row[index + OFFSET];
    if (column.kind === "category") return column.values[value];
    if (value === null) return "";
    if (column.kind === "points") return value.toFixed(decimals);
    if (column.kind === "share") return (value * 100).toFixed(1) + "%";
    return String(value);
  }

  function compare(a, b) {
    const column = columns[state.sort];
    let x = a[state.sort + OFFSET];
    let y = b[state.sort + OFFSET];
    // What is not there stands last, whichever way the column is sorted.
    if (x === null || y === null) return (x === null) - (y === null);
    if (column.kind === "category" && !["stage", "grade"].includes(column.key)) {
      x = column.values[x];
      y = column.values[y];
    }
    const order = typeof x === "string" ? x.localeCompare(y, t.lang) : x - y;
    return state.down ? -order : order;
  }

  function select() {
    const words = fold(state.text).split(/\s+/).filter(Boolean);
    const chosen = Object.entries(state.chosen);
    shown = rows.filter((row) =>
      chosen.every(([index, value]) => row[index] === value) &&
      (state.list < 0 || row[1].includes(state.list)) &&
      words.every((word) => fold(row[name]).includes(word) || fold(row[id]).includes(word)));
    if (state.sort >= 0) shown = shown.slice().sort(compare);
    state.page = 0;
    draw();
  }

  const status = columns.findIndex((column) => column.key === "status");

  // Paper and telephones have no column for it.
  function why(row) {
    const text = cell(row, status);
    return text === data.ranked ? [] : [element("small", text, "why")];
  }

  function line(row) {
    const tr = element("tr");
    columns.forEach((column, index) => {
      const td = element("td", undefined, "c-" + column.key + " " + column.kind);
      if (column.key === "name" && row[0] !== 0) {
        const link = element("a", cell(row, index));
        link.href = "firms/" + row[0];
        td.append(link);
      } else {
        td.textContent = cell(row, index);
      }
      if (column.key === "name") td.append(...why(row));
      tr.append(td);
    });
    return tr;
  }

  const fill = (from, upto) => body.replaceChildren(...shown.slice(from, upto).map(line));

  const counted = (n) => (n === 1 ? t.found_one : t.found.replace("{found}", n));

  function draw() {
    const from = state.page * perPage;
    fill(from, from + perPage);
    if (!shown.length) {
      const td = element("td", t.nothing_found, "nothing");
      td.colSpan = columns.length;
      const tr = element("tr");
      tr.append(td);
      body.append(tr);
    }
    found.textContent = counted(shown.length);
    [...table.tHead.rows[0].cells].forEach((th, index) => {
      const sorted = index === state.sort;
      th.setAttribute("aria-sort", !sorted ? "none" : state.down ? "descending" : "ascending");
    });
    drawPaging();
  }

  function drawPaging() {
    const pages = Math.max(1, Math.ceil(shown.length / perPage));
    paging.hidden = pages === 1;
    const go = (text, page) => {
      const button = element("button", text);
      button.type = "button";
      button.disabled = page < 0 || page >= pages || page === state.page;
      button.addEventListener("click", () => {
        state.page = page;
        draw();
        document.getElementById("list").scrollIntoView();
      });
      return button;
    };
    const where = t.page_of.replace("{page}", state.page + 1).replace("{pages}", pages);
    paging.replaceChildren(
      go(t.first, 0), go("‹", state.page - 1), element("span", where),
      go("›", state.page + 1), go(t.last, pages - 1));
  }

  function chooser(label, values, choose) {
    const select = element("select");
    select.setAttribute("aria-label", label);
    select.append(new Option(label + " · " + t.all, ""));
    values.forEach(([text, value]) => select.append(new Option(text || "—", value)));
    select.addEventListener("change", () => choose(select.value === "" ? -1 : Number(select.value)));
    return select;
  }

  const selects = document.getElementById("selects");
  columns.forEach((column, index) => {
    if (column.kind !== "category" || column.values.length < 2 || column.values.length > 200) return;
    const values = column.values.map((text, value) => [text, value]);
    if (!["stage", "grade", "status"].includes(column.key)) {
      values.sort((a, b) => a[0].localeCompare(b[0], t.lang));
    }
    const made = chooser(column.label, values, (value) => {
      if (value < 0) delete state.chosen[index + OFFSET];
      else state.chosen[index + OFFSET] = value;
      select();
    });
    made.id = "filter-" + column.key;
    selects.append(made);
  });
  if (data.lists.length) {
    const made = chooser(t.list, data.lists.map((text, value) => [text, value]), (value) => {
      state.list = value;
      select();
    });
    made.id = "filter-list";
    selects.append(made);
  }

  [...table.tHead.rows[0].cells].forEach((th, index) => {
    const button = element("button", th.textContent);
    button.type = "button";
    button.addEventListener("click", () => {
      const large = ["points", "share"].includes(columns[index].kind);
      state.down = state.sort === index ? !state.down : large;
      state.sort = index;
      select();
    });
    // A browser does not paint buttons in the header that it repeats on every sheet.
    const onPaper = element("span", button.textContent, "on-paper");
    onPaper.setAttribute("aria-hidden", "true");
    th.replaceChildren(button, onPaper);
  });
  search.addEventListener("input", () => {
    state.text = search.value;
    select();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    Object.assign(state, { sort: -1, down: false, chosen: {}, list: -1, text: "" });
    setTimeout(select);
  });
  // What is printed is what the filter leaves, not one page of it, and it says so.
  function printed() {
    const chosen = Object.entries(state.chosen).map(([index, value]) =>
      columns[index - OFFSET].label + " " + (columns[index - OFFSET].values[value] || "—"));
    if (state.list >= 0) chosen.push(t.list + " " + data.lists[state.list]);
    if (state.text.trim()) chosen.push("“" + state.text.trim() + "”");
    const said = shown.length === rows.length
      ? [counted(rows.length)]
      : [t.filter + ": " + chosen.join(", "),
        t.of_all.replace("{found}", shown.length).replace("{all}", rows.length)];
    if (state.sort >= 0) {
      said.push(t.sorted + " " + columns[state.sort].label + (state.down ? " ▼" : " ▲"));
    }
    if (shown.length > data.printed) said.push(t.printed_first.replace("{n}", data.printed));
    return said.join(" · ");
  }

  function entry([row, rank]) {
    const li = element("li");
    const total = at("total") - OFFSET;
    li.append(element("i", rank), element("span", cell(rows[row], name - OFFSET)),
      element("b", cell(rows[row], total)));
    return li;
  }

  // On paper nothing can be opened: who is on the lists is printed with the list.
  const lists = [...document.querySelectorAll("details.listed")];
  let closed = [];
  let added = [];
  function whole(list) {
    [...list.querySelectorAll("ol")].forEach((ol, group) => {
      const listed = data.listed[list.dataset.list][group];
      const rest = listed.slice(ol.children.length, data.printed).map(entry);
      ol.append(...rest);
      added.push(...rest);
      const left = listed.length - ol.children.length;
      if (left > 0) added.push(ol.appendChild(element("li", "… +" + left)));
    });
  }
  addEventListener("beforeprint", () => {
    document.getElementById("printed").textContent = printed();
    fill(0, data.printed);
    closed = lists.filter((list) => !list.open);
    lists.forEach((list) => (list.open = true));
    lists.forEach(whole);
    document.body.classList.add("whole");
  });
  addEventListener("afterprint", () => {
    closed.forEach((list) => (list.open = false));
    added.forEach((li) => li.remove());
    added = [];
    document.body.classList.remove("whole");
    draw();
  });
  form.hidden = false;
  draw();
})();
