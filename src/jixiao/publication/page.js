"use strict";
(function () {
  var body = document.querySelector("#list tbody");
  var rows = Array.prototype.slice.call(body.rows);
  var box = document.getElementById("search");
  var told = document.getElementById("told");
  var texts = rows.map(function (row) { return flat(row.textContent); });
  function flat(text) { return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " "); }
  function search() {
    var words = flat(box.value).trim().split(" ").filter(Boolean);
    var count = 0, sum = 0n;
    rows.forEach(function (row, at) {
      var fits = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) { count += 1; sum += BigInt(row.getAttribute("data-money")); }
    });
    told.textContent = "共 " + count + " 项,金额 " + money(sum) + " 万元";
  }
  function money(millionths) {
    var whole = (millionths / 1000000n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
    var rest = (millionths % 1000000n).toString().padStart(6, "0").replace(/0{1,4}$/, "");
    return whole + "." + rest;
  }
  function key(row, at) {
    var cell = row.cells[at], number = cell.getAttribute("data-number");
    return number === null ? cell.textContent : number === "" ? null : Number(number);
  }
  function sort(head, at) {
    var down = head.getAttribute("aria-sort") === "ascending";
    Array.prototype.forEach.call(head.parentNode.cells, function (one) { one.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    var order = rows.map(function (row, place) { return [key(row, at), place, row]; });
    order.sort(function (a, b) {
      if (a[0] === null || b[0] === null) { return (a[0] === null) - (b[0] === null) || a[1] - b[1]; }
      var by = typeof a[0] === "number" ? a[0] - b[0] : a[0].localeCompare(b[0], "zh-CN");
      return (down ? -by : by) || a[1] - b[1];
    });
    order.forEach(function (item) { body.appendChild(item[2]); });
  }
  Array.prototype.forEach.call(document.querySelectorAll("#list th"), function (head, at) {
    head.querySelector("button").addEventListener("click", function () { sort(head, at); });
  });
  box.addEventListener("input", search);
  document.querySelector(".tools").hidden = false;
  search();
}());
