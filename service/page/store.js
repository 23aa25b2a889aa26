// The history, in this browser only. Each turn has a key of its own, so that two tabs that ask
// at the same time lose nothing of each other.

const PREFIX = "wenju:turn:";
const KEPT = 100;

const storage = (() => {
  try {
    localStorage.setItem("wenju:probe", "1");
    localStorage.removeItem("wenju:probe");
    return localStorage;
  } catch {
    return null;
  }
})();

export const isKept = () => storage !== null;

/** Every turn that was kept, oldest first. */
export function turns() {
  if (!storage) return [];
  const read = [];
  for (const key of Object.keys(storage)) {
    if (!key.startsWith(PREFIX)) continue;
    const turn = parse(storage.getItem(key));
    if (turn) read.push(turn);
  }
  return read.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Keep a turn; the oldest go when there are too many or no room is left. False: not kept. */
export function keep(turn) {
  if (!storage) return false;
  const older = turns().filter((other) => other.id !== turn.id);
  while (older.length >= KEPT) forget(older.shift().id);
  for (;;) {
    try {
      storage.setItem(PREFIX + turn.id, JSON.stringify(turn));
      return true;
    } catch {
      if (!older.length) return false;
      forget(older.shift().id);
    }
  }
}

export const forget = (id) => storage?.removeItem(PREFIX + id);

export const erase = () => turns().forEach((turn) => forget(turn.id));

/** Called with a turn, or with the id of one that is gone, when another tab changes the history. */
export function watch(changed) {
  addEventListener("storage", (event) => {
    if (event.key === null) changed(null, null);
    else if (event.key.startsWith(PREFIX)) {
      changed(event.key.slice(PREFIX.length), event.newValue && parse(event.newValue));
    }
  });
}

/** Sorts by time; the tail keeps two tabs apart. */
export const newId = () =>
  `${Date.now().toString(36).padStart(9, "0")}-${Math.random().toString(36).slice(2, 8)}`;

function parse(text) {
  try {
    const turn = JSON.parse(text);
    return turn && typeof turn.id === "string" && turn.answer ? turn : null;
  } catch {
    return null;
  }
}
