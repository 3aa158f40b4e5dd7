/* Shows how far a job is, once a second, until it has ended; without scripts there is a link to look again. */
(function () {
  "use strict";
  function look() {
    var place = document.getElementById("job");
    if (!place || !place.getAttribute("data-running")) { return; }
    var request = new XMLHttpRequest();
    request.open("GET", window.location.href);
    // A page that asks by itself doesn't keep a session alive.
    request.setRequestHeader("Yibiao-Background", "1");
    request.responseType = "document";
    request.onload = function () {
      var found = request.status === 200 && request.response && request.response.getElementById("job");
      if (found) {
        place.parentNode.replaceChild(document.importNode(found, true), place);
        window.setTimeout(look, 1000);
      } else { window.location.reload(); }
    };
    request.onerror = function () { window.setTimeout(look, 5000); };
    request.send();
  }
  window.setTimeout(look, 1000);
}());
