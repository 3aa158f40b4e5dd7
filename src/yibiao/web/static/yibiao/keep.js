/* Keeps what is typed into a form until it has been sent, so that a session that ends loses no entry.

   Everything stays in this tab (sessionStorage), bound to the person and the page; passwords and files never.
   A form that says data-keep="no" isn't kept. Where a sent form met the login page (data-ended), its entries
   count as unsent again and come back when the same person opens the page. */
(function () {
  "use strict";
  var PREFIX = "yibiao-kept:";
  var body = document.body;
  var person = body.getAttribute("data-person");
  var store;
  try { store = window.sessionStorage; store.getItem(PREFIX); } catch (error) { return; }

  function each(list, work) { Array.prototype.forEach.call(list, work); }

  function keys() {
    var found = [];
    for (var at = 0; at < store.length; at += 1) {
      if (store.key(at).indexOf(PREFIX) === 0) { found.push(store.key(at)); }
    }
    return found;
  }

  function read(key) {
    try { return JSON.parse(store.getItem(key)); } catch (error) { return null; }
  }

  function write(key, value) {
    try { store.setItem(key, JSON.stringify(value)); } catch (error) { /* the tab's room is full: nothing is kept */ }
  }

  function forget(test) { keys().forEach(function (key) { if (test(key)) { store.removeItem(key); } }); }

  // What the fill-in table could not send yet (autosave.js).
  function forgetUnsent() {
    try {
      Object.keys(window.localStorage).forEach(function (key) {
        if (key.indexOf("yibiao-unsent:") === 0) { window.localStorage.removeItem(key); }
      });
    } catch (error) { /* there is no such room: nothing was kept */ }
  }

  function kept(form) {
    return (form.getAttribute("method") || "").toLowerCase() === "post" && form.getAttribute("data-keep") !== "no";
  }

  // Which edition somebody had seen is kept with what they typed, so that changes of others meanwhile are noticed.
  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      var edition = field.type === "hidden" && field.name.indexOf("edition") === 0;
      return field.name && (edition || !/^(hidden|password|file|submit|button|reset|image)$/.test(field.type));
    });
  }

  function chosen(field, how) {
    return Array.prototype.map.call(field.options, function (option) { return option[how]; });
  }

  function current(field) {
    if (field.options) { return chosen(field, "selected"); }
    return /^(checkbox|radio)$/.test(field.type) ? field.checked : field.value;
  }

  function initial(field) {
    if (field.options) {
      var marked = chosen(field, "defaultSelected");
      if (!field.multiple && marked.length && marked.indexOf(true) < 0) { marked[0] = true; }
      return marked;
    }
    return /^(checkbox|radio)$/.test(field.type) ? field.defaultChecked : field.defaultValue;
  }

  function same(one, other) { return JSON.stringify(one) === JSON.stringify(other); }

  function state(form) {
    return fields(form).map(function (field) { return [field.name, current(field), initial(field)]; });
  }

  function put(field, value) {
    if (field.options) {
      if (!Array.isArray(value) || value.length !== field.options.length) { return; }
      each(field.options, function (option, place) { option.selected = value[place]; });
    } else if (typeof value === "boolean") { field.checked = value; } else { field.value = value; }
  }

  // Only what was typed comes back: what stood there untouched may have been changed by others since.
  function restore(form, known) {
    var there = fields(form);
    var changed = false;
    if (there.length !== known.values.length) { return false; }
    known.values.forEach(function (kept, at) {
      var field = there[at];
      if (field.name !== kept[0]) { return; }
      if (field.type === "hidden") {
        if (!known.sent) { field.value = kept[1]; }
      } else if (!same(kept[1], kept[2]) && !same(kept[1], current(field))) {
        put(field, kept[1]);
        changed = true;
      }
    });
    return changed;
  }

  function tell(form, key) {
    var notice = document.createElement("div");
    var button = document.createElement("button");
    notice.className = "notice";
    notice.setAttribute("role", "status");
    notice.appendChild(document.createTextNode(body.getAttribute("data-kept") + " "));
    button.type = "button";
    button.className = "quiet small";
    button.textContent = body.getAttribute("data-kept-drop");
    button.addEventListener("click", function () {
      store.removeItem(key);
      form.reset();
      notice.parentNode.removeChild(notice);
    });
    notice.appendChild(button);
    form.parentNode.insertBefore(notice, form);
  }

  function watch(form, place) {
    var path = window.location.pathname + window.location.search;
    var key = PREFIX + person + ":" + path + "#" + (form.getAttribute("id") || place);
    var known = read(key);
    if (known && restore(form, known)) { tell(form, key); }
    function note(sent) { write(key, { sent: sent, values: state(form) }); }
    form.addEventListener("input", function () { note(false); });
    form.addEventListener("change", function () { note(false); });
    form.addEventListener("submit", function () { if (read(key)) { note(true); } });
    form.addEventListener("reset", function () { store.removeItem(key); });
  }

  if (document.querySelector("[data-forget='all']")) {
    forget(function () { return true; });
    forgetUnsent();
    return;
  }
  if (document.querySelector("[data-ended]")) {
    keys().forEach(function (key) {
      var known = read(key);
      if (known) { write(key, { sent: false, values: known.values }); }
    });
    return;
  }
  if (!person) { return; }
  // Whoever else used this tab: their entries are theirs alone. What was sent has arrived, unless the page says that
  // it was refused, or somebody came back by the browser's own button: perhaps the server could not be reached.
  var came = window.performance && performance.getEntriesByType && performance.getEntriesByType("navigation")[0];
  var returned = (came && came.type === "back_forward") || document.querySelector("main .error");
  forget(function (key) {
    var known = read(key);
    return !known || (known.sent && !returned) || key.indexOf(PREFIX + person + ":") !== 0;
  });
  each(document.querySelectorAll("form[data-forget]"), function (form) {
    form.addEventListener("submit", function () {
      var page = PREFIX + person + ":" + form.getAttribute("data-forget") + "#";
      forget(function (key) { return key.indexOf(page) === 0; });
    });
  });
  each(document.forms, function (form, place) { if (kept(form)) { watch(form, place); } });
}());
