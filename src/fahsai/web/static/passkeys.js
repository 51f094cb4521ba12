// Lets the button of a passkey form ask the browser; without this script the form stays hidden.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-passkey]");
  const kinds = window.allauth && window.allauth.webauthn.forms;
  if (!form || !kinds || !window.PublicKeyCredential) return;
  const kind = form.dataset.passkey;
  const passwordless = form.querySelector("[name=passwordless]");
  const ids = { credential: form.querySelector("[name=credential]").id, [kind]: "passkey-button" };
  if (document.getElementById("passkey-data")) ids.data = "passkey-data";
  if (passwordless) ids.passwordless = passwordless.id;
  kinds[`${kind}Form`]({ ids });
  form.hidden = false;
  document.getElementById("passkey-missing").hidden = true;
});

// What went wrong is said on the page instead of the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-problem").hidden = false;
});
