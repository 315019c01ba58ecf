"use strict";
(function () {
  var get = function (id) { return document.getElementById(id); };
  var form = get("filter"), table = get("table");
  if (form && table) {
    var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      var text = (row.textContent + " " + row.dataset.p).toLowerCase();
      return { row: row, text: text + " " + row.cells[6].textContent.replace(/ /g, "").toLowerCase() };
    });
    var apply = function () {
      var words = get("q").value.toLowerCase().split(/\s+/).filter(Boolean);
      var report = get("r").value, kind = get("k").value, restated = get("v").checked, shown = 0;
      rows.forEach(function (it) {
        var data = it.row.dataset;
        var fits = (!report || data.r === report) && (!kind || data.k === kind) && (!restated || "v" in data) &&
          words.every(function (word) { return it.text.indexOf(word) >= 0; });
        it.row.hidden = !fits;
        if (fits) { shown += 1; }
      });
      var count = get("count");
      count.textContent = count.dataset.words.replace("{shown}", shown).replace("{all}", rows.length);
    };
    var keep = function () {
      var state = new URLSearchParams();
      if (get("q").value) { state.set("q", get("q").value); }
      if (get("r").value) { state.set("r", get("r").value); }
      if (get("k").value) { state.set("k", get("k").value); }
      if (get("v").checked) { state.set("v", "1"); }
      var text = state.toString();
      try { history.replaceState(null, "", text ? "#" + text : location.pathname + location.search); } catch (error) { }
      apply();
    };
    var restore = function () {
      if (!/^#[qrkv]=/.test(location.hash)) { return; }
      var state = new URLSearchParams(location.hash.slice(1));
      get("q").value = state.get("q") || "";
      get("r").value = state.get("r") || "";
      get("k").value = state.get("k") || "";
      get("v").checked = state.get("v") === "1";
    };
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("input", keep);
    window.addEventListener("hashchange", function () { restore(); apply(); });
    document.addEventListener("keydown", function (event) {
      var inField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (event.key === "/" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        get("q").focus();
      }
    });
    restore();
    apply();
  }
  var check = get("check"), answer = get("answer");
  if (check && window.crypto && crypto.subtle) {
    check.hidden = false;
    get("file").addEventListener("change", function (event) {
      var file = event.target.files[0];
      answer.textContent = "";
      if (!file) { return; }
      file.arrayBuffer().then(function (bytes) { return crypto.subtle.digest("SHA-256", bytes); }).then(function (digest) {
        var hash = Array.prototype.map.call(new Uint8Array(digest), function (byte) {
          return (256 + byte).toString(16).slice(1);
        }).join("");
        var link = document.querySelector('a[data-h="' + hash + '"]');
        if (link) {
          var name = decodeURIComponent(link.getAttribute("href").split("/").pop());
          answer.textContent = answer.dataset.yes.replace("{file}", name).replace("{number}", link.closest("tr").id);
        } else {
          answer.textContent = answer.dataset.no.replace("{hash}", hash);
        }
      });
    });
  }
})();
