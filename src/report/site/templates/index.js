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
      tr.append(td);
    });
    return tr;
  }

  function draw() {
    const from = state.page * perPage;
    body.replaceChildren(...shown.slice(from, from + perPage).map(line));
    if (!shown.length) {
      const td = element("td", t.nothing_found, "nothing");
      td.colSpan = columns.length;
      const tr = element("tr");
      tr.append(td);
      body.append(tr);
    }
    found.textContent = t.found.replace("{found}", shown.length);
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
    th.replaceChildren(button);
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
  // On paper nothing can be opened: who is on the lists is printed with the list.
  const lists = [...document.querySelectorAll("details.listed")];
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = lists.filter((list) => !list.open);
    closed.forEach((list) => (list.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((list) => (list.open = false)));
  form.hidden = false;
  draw();
})();
