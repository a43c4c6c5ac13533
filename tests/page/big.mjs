// Prints a record of 400 places and 5000 events over a year, always the same one.
const PLACES = 400;
const EVENTS = 5000;
const ACTORS = ['north', 'south', 'east', 'militia'];

let seed = 20161108;

/** A whole number below another: a linear congruential generator, of which the upper bits are taken. */
function below(limit) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * limit);
}

const pick = (list) => list[below(list.length)];
const dayOf = (number) => new Date(Date.UTC(1849, 0, 1 + number)).toISOString().slice(0, 10);

function change(by) {
  return pick([
    `captured = { by = "${by}" }`,
    `captured = { by = "${by}", extent = "${pick(['half', 'part', 'most', '30-60%'])}" }`,
    `attacked = { by = "${by}" }`,
    `besieged = { by = "${by}" }`,
    `withdrew = { actor = "${by}" }`,
    `noted = { kind = "shelling", by = "${by}" }`,
  ]);
}

const out = ['format = 1', 'title = "A big record"'];
for (const actor of ACTORS) out.push('[[actor]]', `id = "${actor}"`, actor === 'militia' ? 'allegiance = "east"' : '');
out.push('[[source]]', 'id = "gazette"', 'address = "https://example.org/gazette"');
for (let place = 0; place < PLACES; place += 1) {
  out.push('[[place]]', `id = "place-${place}"`, `name = "Place number ${place}"`, `baseline = "${pick(ACTORS)}"`);
  // Every tenth place is a whole, of which some that follow are parts.
  if (place % 10 > 6) out.push(`within = "place-${place - (place % 10)}"`);
  out.push(`tile = [${place % 25}, ${Math.floor(place / 25)}]`);
}
const days = Array.from({ length: EVENTS }, () => below(365)).sort((a, b) => a - b);
for (const day of days) {
  const when = below(8) ? dayOf(day) : `[${dayOf(day)}..${dayOf(day + 2)}]`;
  out.push('[[event]]', `when = "${when}"`, `place = "place-${below(PLACES)}"`, change(pick(ACTORS)), `cites = ["gazette p. ${day}"]`);
  // All told by one book of the next year: else there would be a reading for each of many days of knowledge.
  out.push('recorded = 1850-01-01');
  if (below(20) === 0) out.push('credence = "claimed"', 'claimed_by = ["north"]');
}
console.log(out.join('\n'));
