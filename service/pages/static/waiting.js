// Loads the page anew once there are scores to show.
const EVERY_MS = 3000;

async function look() {
  const ready = await fetch("/readyz").then((answer) => answer.ok, () => false);
  if (ready) location.reload();
  else setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
