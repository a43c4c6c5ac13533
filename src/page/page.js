'use strict';
// Replays what the library worked out. Which state a place is in is only ever looked up by day, never computed here;
// and whatever comes from the record reaches the page as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { holders, places, events, sources, states, texts, readings } = data;
  /** The mark in a verdict where its time belongs. */
  const WHEN = '\u0001';
  const UNRECORDED = 0;
  const NOBODY = 1;

  /** What is looked at; changed by `go` alone. */
  const here = { day: 0, place: null, reading: 0, mode: 'side' };

  // ---- elements ----------------------------------------------------------------------------------------------------

  const byId = (id) => document.getElementById(id);

  /** An element with attributes, and with children, of which texts stay texts. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'onclick') element.addEventListener('click', value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  }

  /** A text of the record: its direction is its own, and does not reach beyond it. */
  const own = (text, lang) => make('bdi', { lang }, text);

  const langOfName = new Map(places.map((place) => [place, place.names.find(([, name]) => name === place.name)?.[0]]));
  const nameOf = (place) => own(places[place].name, langOfName.get(places[place]));

  // ---- days --------------------------------------------------------------------------------------------------------

  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
    'November', 'December'];
  const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const ISO_DAY = /^([+-]?\d{4,6})-(\d\d)-(\d\d)$/;
  const DAY_LENGTH = 86_400_000;
  const firstTime = timeOf(data.first);

  function timeOf(iso) {
    const [, year, month, day] = ISO_DAY.exec(iso);
    return new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  }

  const dateOf = (day) => new Date(firstTime + day * DAY_LENGTH);
  const dayOf = (iso) => (ISO_DAY.test(iso) ? Math.round((timeOf(iso) - firstTime) / DAY_LENGTH) : null);

  function yearOf(date) {
    const year = date.getUTCFullYear();
    const digits = String(Math.abs(year)).padStart(4, '0');
    return (year < 0 ? '-' : year > 9999 ? '+' : '') + digits;
  }

  /** The year as sentences have it: the year 0 is 1 BC. */
  function yearInWords(date) {
    const year = date.getUTCFullYear();
    return year >= 1 ? String(year) : `${1 - year} BC`;
  }

  function isoOf(day) {
    const date = dateOf(day);
    const two = (number) => String(number).padStart(2, '0');
    return `${yearOf(date)}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  }

  function inWords(day) {
    const date = dateOf(day);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${yearInWords(date)}`;
  }

  const withWeekday = (day) => `${WEEKDAYS[dateOf(day).getUTCDay()]} ${inWords(day)}`;

  function isoInWords(iso) {
    const day = dayOf(iso);
    return day == null ? iso : inWords(day);
  }

  /** From one day to another, saying month and year once where they are the same. */
  function spanInWords(from, to) {
    if (from === to) return inWords(from);
    const [a, b] = [dateOf(from), dateOf(to)];
    const words = inWords(from).split(' ');
    const sameYear = a.getUTCFullYear() === b.getUTCFullYear();
    const kept = sameYear ? (a.getUTCMonth() === b.getUTCMonth() ? 1 : 2) : words.length;
    return `${words.slice(0, kept).join(' ')} – ${inWords(to)}`;
  }

  /** The time of an event as its record writes it, in words where it is of a common form. */
  function whenInWords(when) {
    const span = /^\[(.*)\.\.(.*)\]$/.exec(when);
    if (span) {
      const [from, to] = [span[1], span[2]].map(isoInWords);
      if (from && to) return `some time from ${from} to ${to}`;
      return from ? `on or after ${from}` : to ? `on or before ${to}` : 'undated';
    }
    const part = /^(\S+) (\w+)$/.exec(when);
    return part && ISO_DAY.test(part[1]) ? `${part[2]} of ${isoInWords(part[1])}` : isoInWords(when);
  }

  // ---- looking up --------------------------------------------------------------------------------------------------

  const view = () => readings[here.reading][here.mode];

  /** The last of some runs, each beginning with its first day, that has begun by a day. */
  function lookUp(runs, day) {
    let [low, high] = [0, runs.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (runs[middle][0] <= day) low = middle;
      else high = middle - 1;
    }
    return runs[low];
  }

  function answer(place, day) {
    const [, state, verdict, why, basis, seen, toldOrder] = lookUp(view().places[place], day);
    return { state: states[state], verdict: texts[verdict], why: texts[why], basis, seen, toldOrder };
  }

  const stateNumber = (place, day) => lookUp(view().places[place], day)[1];

  /** A place through all days: from and to which day it is in which state. */
  function spans(place) {
    const merged = [];
    for (const [from, state] of view().places[place]) {
      const last = merged.at(-1);
      if (last?.state === state) continue;
      if (last) last.to = from - 1;
      merged.push({ from, to: data.days - 1, state });
    }
    return merged;
  }

  const changedOn = (place, day) => day > 0 && stateNumber(place, day) !== stateNumber(place, day - 1);

  const placeNumber = new Map(places.map((place, number) => [place.id, number]));
  const partsOf = places.map(() => []);
  places.forEach((place, number) => place.within != null && partsOf[place.within].push(number));

  const unknown = readings.map((reading) => new Set(reading.unknown));
  const ignored = readings.map((reading) => new Map(reading.ignored));
  const eventsByDay = Array.from({ length: data.days }, () => []);
  events.forEach((event, number) => eventsByDay[event.day].push(number));
  const isKnown = (event) => !unknown[here.reading].has(event);
  const eventsOn = (day) => eventsByDay[day].filter(isKnown);

  // ---- painting ----------------------------------------------------------------------------------------------------

  const MARKS = [
    { glyph: '?', words: 'several answers are possible', on: (state) => !state.certain },
    { glyph: '⚔\uFE0E', words: 'contested', on: (state) => state.contested.length > 0 },
    { glyph: '◎', words: 'besieged', on: (state) => state.besieged.length > 0 },
    { glyph: '✸', words: 'under fire', on: (state) => state.fire.length > 0 },
  ];
  /** What is surely someone's is drawn at least this wide, in permille, however little of it is sure. */
  const LEAST_DRAWN = 90;

  function colour(holder) {
    if (holder === UNRECORDED) return 'var(--unrecorded)';
    if (holder === NOBODY) return 'var(--nobody)';
    return /^#[0-9a-f]{6}$/i.test(holders[holder].colour) ? holders[holder].colour : 'var(--unrecorded)';
  }

  function solid(holder) {
    const part = make('i', { class: `seg tx-${holders[holder].texture}` });
    part.style.setProperty('--c', colour(holder));
    return part;
  }

  /** A stripe six pixels broad; nobody's has edges, as its ground is bare. */
  function stripe(holder, from) {
    const line = (paint, start, end) => `${paint} ${from + start}px ${from + end}px`;
    if (holder !== NOBODY) return line(colour(holder), 0, 6);
    return [line('var(--soft)', 0, 1), line(colour(NOBODY), 1, 5), line('var(--soft)', 5, 6)].join(', ');
  }

  /** Stripes of all who may hold it, with bare ground between. */
  function striped(some) {
    const stops = some.slice(0, 6).map((holder, at) => {
      const from = at * 8;
      return `${stripe(holder, from)}, var(--bare) ${from + 6}px ${from + 8}px`;
    });
    const part = make('i', { class: 'seg' });
    part.style.background = `repeating-linear-gradient(135deg, ${stops.join(', ')})`;
    return part;
  }

  /** The parts of a painted state: what is surely whose, and striped what may be one's or another's. */
  function paint(state) {
    const sure = new Map(state.sure);
    const parts = state.sure.map(([holder, least]) => [solid(holder), Math.max(least, LEAST_DRAWN)]);
    const left = 1000 - state.sure.reduce((sum, [, least]) => sum + least, 0);
    const maybe = state.open.filter(([holder, most]) => most > (sure.get(holder) ?? 0)).map(([holder]) => holder);
    if (left > 0 && maybe.length > 0) parts.splice(1, 0, [striped(maybe), left]);
    return parts.map(([part, size]) => {
      part.style.flexGrow = size;
      return part;
    });
  }

  const swatch = (state) => make('span', { class: 'paint swatch', 'aria-hidden': 'true' }, ...paint(state));

  /** Letters of those who surely hold some, in brackets of those who may, and the marks. */
  function signs(state) {
    const sure = new Set(state.sure.map(([holder]) => holder));
    const lettered = state.open.map(([holder]) => holder).filter((holder) => holders[holder].letter);
    const letters = lettered.slice(0, 4).map((holder) =>
      make('b', { class: sure.has(holder) ? 'letter' : 'letter maybe' }, holders[holder].letter));
    const more = lettered.length > 4 ? [make('b', { class: 'letter' }, '…')] : [];
    const marks = MARKS.filter((mark) => mark.on(state)).map((mark) => make('b', { class: 'mark' }, mark.glyph));
    return [...letters, ...more, ...marks];
  }

  // ---- going about -------------------------------------------------------------------------------------------------

  /** Goes to another day, place, reading or mode, and shows what thereby changes. */
  function go(change, all = false) {
    const before = { ...here };
    Object.assign(here, change);
    here.day = Math.min(Math.max(here.day, 0), data.days - 1);
    const changed = (...keys) => all || keys.some((key) => here[key] !== before[key]);
    if (!changed('day', 'place', 'reading', 'mode')) return;
    if (changed('reading', 'mode')) {
      showControls();
      showLegend();
      showLanes();
      showShares();
    }
    if (changed('place', 'reading', 'mode')) showPlace();
    if (changed('day', 'reading', 'mode')) showDay();
    showTiles(changed('reading', 'mode'));
    showClock();
    showAnswer();
    keepLink();
    announce();
  }

  /** By hand: then the replay stops. */
  function goByHand(change) {
    pause();
    go(change);
  }

  const choose = (place) => go({ place });

  function showDay() {
    showEvents();
    showCursor();
    showFigures();
  }

  // ---- the link ----------------------------------------------------------------------------------------------------

  const slugs = slugsOf(readings.map((reading) => reading.name));

  function slugsOf(names) {
    const taken = new Set();
    return names.map((name, number) => {
      const plain = fold(name).replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || `reading-${number}`;
      const slug = taken.has(plain) ? `${plain}-${number}` : plain;
      taken.add(slug);
      return slug;
    });
  }

  /** `#day/place/reading/actor`, without what is as it is at first. */
  function linkTo(change = {}) {
    const { day, place, reading, mode } = { ...here, ...change };
    const parts = [isoOf(day), place == null ? '' : places[place].id, reading ? slugs[reading] : '',
      mode === 'actor' ? 'actor' : ''];
    while (parts.at(-1) === '') parts.pop();
    return `#${parts.map(encodeURIComponent).join('/')}`;
  }

  /** Where a link leads; what it does not say, or says of nothing that is here, is as at first. */
  function linked() {
    const [day, place, reading, mode] = location.hash.slice(1).split('/').map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return '';
      }
    });
    return {
      day: dayOf(day) ?? here.day,
      place: placeNumber.get(place) ?? null,
      reading: Math.max(0, slugs.indexOf(reading ?? '')),
      mode: mode === 'actor' ? 'actor' : 'side',
    };
  }

  // Not at each step: browsers refuse too many changes of an address.
  const keepLink = delayed(300, () => history.replaceState(null, '', linkTo()));

  /** What is put off until it has not been asked for again for a while. */
  function delayed(wait, what) {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(what, wait);
    };
  }

  async function copyLink() {
    history.replaceState(null, '', linkTo());
    let words = 'Copied';
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      words = 'It is in the address bar';
    }
    byId('copy').textContent = words;
    say(words);
    setTimeout(() => { byId('copy').textContent = 'Copy link'; }, 2000);
  }

  /** A link to a place on the day on which it is followed, whenever it was made. */
  function placeLink(place) {
    const follow = (event) => { event.currentTarget.href = linkTo({ place }); };
    return make('a', { href: linkTo({ place }), onclick: follow }, nameOf(place));
  }

  function followLink() {
    const { place } = here;
    go(linked());
    if (here.place !== place && here.place != null) byId('details').focus();
  }

  // ---- the clock and its buttons -----------------------------------------------------------------------------------

  const PACES = [
    [0.5, '½ day/s'], [1, '1 day/s'], [2, '2 days/s'], [4, '4 days/s'], [7, '1 week/s'], [30, '1 month/s'], [365, '1 year/s'],
  ];
  /** More steps in a second than this are taken several at once. */
  const MOST_STEPS = 8;
  let replay = 0;

  function buildControls() {
    const slider = byId('slider');
    slider.max = Math.max(data.days - 1, 0);
    slider.addEventListener('input', () => goByHand({ day: Number(slider.value) }));
    byId('first').addEventListener('click', () => goByHand({ day: 0 }));
    byId('last').addEventListener('click', () => goByHand({ day: data.days - 1 }));
    byId('back').addEventListener('click', () => goByHand({ day: here.day - 1 }));
    byId('on').addEventListener('click', () => goByHand({ day: here.day + 1 }));
    byId('play').addEventListener('click', () => (replay ? pause() : play()));
    byId('copy').addEventListener('click', copyLink);
    buildPaces();
    buildReadings();
    for (const radio of document.querySelectorAll('input[name="mode"]')) {
      radio.addEventListener('change', () => go({ mode: radio.value }));
    }
    showPlaying();
  }

  function buildPaces() {
    const speed = byId('speed');
    const sensible = PACES.filter(([pace], at) => at === 0 || data.days / pace >= 4);
    speed.append(...sensible.map(([pace, words]) => make('option', { value: pace }, words)));
    // At first, so that all of it takes about half a minute, or as near to it as can be.
    const lasting = ([pace]) => Math.abs(Math.log(data.days / pace / 30));
    speed.value = sensible.reduce((best, it) => (lasting(it) < lasting(best) ? it : best))[0];
    speed.addEventListener('change', () => {
      if (!replay) return;
      pause();
      play();
    });
  }

  const pace = () => Number(byId('speed').value);

  function play() {
    if (here.day >= data.days - 1) go({ day: 0 });
    const steps = Math.min(pace(), MOST_STEPS);
    const days = Math.max(1, Math.round(pace() / steps));
    replay = setInterval(() => {
      go({ day: here.day + days });
      if (here.day >= data.days - 1) pause();
    }, 1000 / steps);
    showPlaying();
  }

  function pause() {
    clearInterval(replay);
    replay = 0;
    showPlaying();
  }

  function showPlaying() {
    byId('play').textContent = replay ? '⏸\uFE0E Pause' : '▶\uFE0E Play';
  }

  function buildReadings() {
    const groups = { told: 'Readings', known: 'As known on' };
    const options = readings.map((reading, number) => {
      const day = reading.group === 'known' && /(\S+)$/.exec(reading.name)[1];
      return make('option', { value: number }, day && ISO_DAY.test(day) ? isoInWords(day) : reading.name);
    });
    for (const [group, label] of Object.entries(groups)) {
      const members = options.filter((_, number) => (readings[number].group === 'known') === (group === 'known'));
      if (members.length > 0) byId('reading').append(make('optgroup', { label }, ...members));
    }
    byId('reading').addEventListener('change', (event) => go({ reading: Number(event.target.value) }));
  }

  /** What hangs on the reading: the choices made, and how many events each day has. */
  function showControls() {
    byId('reading').value = here.reading;
    for (const radio of document.querySelectorAll('input[name="mode"]')) radio.checked = radio.value === here.mode;
    const counts = eventsByDay.map((_, day) => eventsOn(day).length);
    const most = counts.reduce((best, count) => Math.max(best, count), 1);
    // Of few days, none so broad that the first and the last would stand out of the page.
    const half = Math.min(0.4, data.days / 120);
    const bar = (count, day) => {
      const height = Math.max(0.1, count / most);
      return `M${day - half} 1v${-height}h${2 * half}v${height}z`;
    };
    const bars = counts.map((count, day) => count && bar(count, day));
    byId('bustle').setAttribute('viewBox', `0 0 ${Math.max(data.days - 1, 1)} 1`);
    byId('bustle').firstElementChild.setAttribute('d', bars.filter(Boolean).join(''));
  }

  function showClock() {
    byId('day').textContent = withWeekday(here.day);
    // Whose word it is stands beside the day, on paper too, so that no answer is taken for another reading's.
    const told = readings[here.reading];
    byId('read').hidden = here.reading === 0;
    byId('read').replaceChildren('Read: ', own(told.name === told.rules ? told.rules : `${told.name} (${told.rules})`));
    byId('slider').value = here.day;
    byId('slider').setAttribute('aria-valuetext', withWeekday(here.day));
    for (const id of ['first', 'back']) byId(id).setAttribute('aria-disabled', here.day === 0);
    for (const id of ['on', 'last']) byId(id).setAttribute('aria-disabled', here.day === data.days - 1);
    const count = eventsOn(here.day).length;
    byId('glance').replaceChildren(...(here.place == null
      ? [here.day === 0 ? 'The start of the record.' : count === 1 ? '1 event.' : `${count || 'No'} events.`]
      : [swatch(answer(here.place, here.day).state), make('span', {}, nameOf(here.place), ': ', own(answer(here.place, here.day).state.text))]));
  }

  function buildKeys() {
    document.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target.closest('input:not([type="radio"]), select, textarea')) return;
      if (press(event)) event.preventDefault();
    });
  }

  /** Whether a key meant something. */
  function press({ key, target }) {
    const radio = target.closest('input');
    const moves = { ArrowLeft: here.day - 1, ArrowRight: here.day + 1, Home: 0, End: data.days - 1 };
    if (Object.hasOwn(moves, key) && !radio) goByHand({ day: moves[key] });
    else if (key === ' ' && !target.closest('button, a, summary, input')) byId('play').click();
    else if (key === '/') byId('search').focus();
    else return false;
    return true;
  }

  // ---- the map -----------------------------------------------------------------------------------------------------

  /** Grids wider or higher than this leave out the columns and rows in which there is nothing. */
  const WIDEST = 40;
  const tiles = [];

  function buildMap() {
    const cells = gridCells();
    const schematic = cells.size > 0;
    places.forEach((_, place) => {
      const tile = makeTile(place);
      const cell = cells.get(place);
      if (cell) [tile.style.gridColumn, tile.style.gridRow] = cell;
      byId(cell ? 'tiles' : 'untiled').append(tile);
    });
    byId('tiles').classList.toggle('schematic', schematic);
    byId('schematic').hidden = !schematic;
  }

  /** Column and row of each place that has a tile to itself; who comes second to a tile has none. */
  function gridCells() {
    const tiled = places.map((place, number) => [number, place.tile]).filter(([, tile]) => tile);
    const lines = [0, 1].map((axis) => gridLines(tiled.map(([, tile]) => tile[axis])));
    const cells = new Map();
    const taken = new Set();
    for (const [place, tile] of tiled) {
      const cell = tile.map((at, axis) => lines[axis](at));
      if (taken.has(cell.join())) continue;
      taken.add(cell.join());
      cells.set(place, cell);
    }
    byId('tiles').style.setProperty('--cols', Math.max(1, ...[...cells.values()].map(([column]) => column)));
    return cells;
  }

  function gridLines(values) {
    const distinct = [...new Set(values)].sort((a, b) => a - b);
    if (distinct.at(-1) - distinct[0] < WIDEST) return (at) => at - distinct[0] + 1;
    return (at) => distinct.indexOf(at) + 1;
  }

  function makeTile(place) {
    const { within } = places[place];
    const ground = make('span', { class: 'paint', 'aria-hidden': 'true' });
    const shown = make('span', { class: 'signs', 'aria-hidden': 'true' });
    const words = make('span', { class: 'unseen' });
    const tile = make('button', { type: 'button', class: within == null ? 'tile' : 'tile part', onclick: () => choose(place) },
      ground, shown, make('span', { class: 'tile-name', dir: 'auto', lang: langOfName.get(places[place]) }, places[place].name), words);
    tiles[place] = { tile, ground, shown, words, state: null };
    return tile;
  }

  function showTiles(repaint) {
    tiles.forEach((it, place) => {
      const state = stateNumber(place, here.day);
      if (repaint || it.state !== state) {
        it.state = state;
        it.ground.replaceChildren(...paint(states[state]));
        it.shown.replaceChildren(...signs(states[state]));
        it.words.textContent = `: ${states[state].text}`;
        it.tile.title = `${places[place].name}: ${states[state].text}`;
      }
      it.tile.classList.toggle('changed', changedOn(place, here.day));
      it.tile.setAttribute('aria-pressed', here.place === place);
    });
  }

  function showLegend() {
    const occurring = new Set(view().places.flat().flatMap(([, state]) => states[state].open.map(([holder]) => holder)));
    const ordered = [...occurring].sort(actorsFirst);
    byId('holders').replaceChildren(...ordered.map((holder) => make('li', {}, holderSwatch(holder), holderName(holder))));
    const actors = ordered.filter((holder) => holder > NOBODY);
    const sample = (holder) => [make('span', { class: 'paint swatch', 'aria-hidden': 'true' }, holder)];
    const entries = [
      ...(ordered.length > 1 ? [[sample(striped([...actors, UNRECORDED].slice(0, 2))), 'striped: may be either’s']] : []),
      ...MARKS.map(({ glyph, words }) => [[make('b', { class: 'mark', 'aria-hidden': 'true' }, glyph)], words]),
      [[make('b', { class: 'letter maybe', 'aria-hidden': 'true' }, 'A')], 'may hold some'],
      [[make('span', { class: 'dot', 'aria-hidden': 'true' })], 'changed on this day'],
      ...(partsOf.some((parts) => parts.length) ? [[[make('span', { class: 'dashed', 'aria-hidden': 'true' })], 'part of another place']] : []),
    ];
    byId('marks').replaceChildren(...entries.map(([sign, words]) => make('li', {}, ...sign, words)));
  }

  const actorsFirst = (a, b) => (a <= NOBODY) - (b <= NOBODY) || a - b;

  function holderSwatch(holder) {
    const letter = holders[holder].letter && make('b', { class: 'letter' }, holders[holder].letter);
    return make('span', { class: 'paint swatch', 'aria-hidden': 'true' }, solid(holder), letter || null);
  }

  function holderName(holder) {
    if (holder === UNRECORDED) return 'unrecorded';
    return holder === NOBODY ? 'nobody (vacant)' : own(holders[holder].name);
  }

  // ---- the chosen place --------------------------------------------------------------------------------------------

  const BASES = {
    o: 'something may have happened on that day', c: 'carried forward from earlier', b: 'as at the start of the record',
    a: 'assumed from what the record states of a later day', u: 'the record does not say', x: 'outside what the record covers',
  };

  /** What of a place stays the same from day to day. */
  function showPlace() {
    const place = here.place;
    byId('details').replaceChildren(...(place == null ? hint() : [
      make('h2', { id: 'details-title', dir: 'auto', lang: langOfName.get(places[place]) }, places[place].name),
      particulars(place),
      make('div', { id: 'said' }),
      make('h3', {}, 'Its history'),
      historyOf(place),
      ...eventsAt(place),
    ]));
    byId('side').scrollTop = 0;
    showChosenTile();
    showChosenLane();
  }

  function hint() {
    return [
      make('h2', { id: 'details-title' }, 'Who held what, and why?'),
      make('p', {}, 'Choose a place: click a tile or a lane, or search for its name. You are told who held it on this day, how surely, on whose word, and what speaks against it.'),
      make('p', {}, 'Then move through the days: press play, drag the slider, or use the keys ',
        make('kbd', {}, '←'), ' ', make('kbd', {}, '→'), ' and ', make('kbd', {}, 'Space'), '.'),
    ];
  }

  function particulars(place) {
    const { name, names, aliases, kind, within, note } = places[place];
    const others = [
      ...names.filter(([, other]) => other !== name).map(([lang, other]) => make('span', { lang, dir: 'auto' }, other)),
      ...aliases.map((alias) => make('span', { dir: 'auto' }, alias)),
    ];
    const rows = [
      ['Also', others], ['Kind', kind && [own(kind)]], ['Part of', within != null && [placeLink(within)]],
      ['Parts', partsOf[place].map(placeLink)], ['Note', note && [own(note)]],
    ].filter(([, shown]) => shown && shown.length > 0);
    return make('dl', {}, ...rows.map(([term, shown]) =>
      make('div', {}, make('dt', {}, term), make('dd', {}, ...shown.flatMap((it, at) => (at ? [', ', it] : [it]))))));
  }

  function historyOf(place) {
    return make('ol', { class: 'history', id: 'history' }, ...spans(place).map(({ from, to, state }) =>
      make('li', {}, make('button', { type: 'button', 'data-from': from, 'data-to': to, onclick: () => goByHand({ day: from }) },
        swatch(states[state]), make('span', {}, make('b', {}, spanInWords(from, to)), ' ', make('span', { dir: 'auto' }, states[state].text))))));
  }

  function eventsAt(place) {
    const its = events.map((_, number) => number).filter((number) => events[number].place === place && isKnown(number));
    if (its.length === 0) return [];
    const open = byId('told-of')?.open;
    return [make('details', { id: 'told-of', open }, make('summary', {}, make('h3', {}, `What is told of it (${its.length})`)),
      make('ol', { class: 'events' }, ...its.map((number) => eventItem(number, true))))];
  }

  function showAnswer() {
    if (here.place == null) return;
    const { state, verdict, why, basis, seen, toldOrder } = answer(here.place, here.day);
    const sentences = [['verdict', timed(verdict)], ['age', age(basis, seen)], ['why', why]].filter(([, words]) => words);
    byId('said').replaceChildren(
      make('p', { class: 'line' }, swatch(state), make('span', { id: 'answer', dir: 'auto' }, state.text)),
      make('p', { class: 'basis small' }, `${inWords(here.day)}: ${BASES[basis]}${toldOrder ? '; depends on the order of the record' : ''}`),
      ...(state.certain ? [] : [
        make('h3', {}, 'What is possible'),
        make('ul', { class: 'possible' }, ...state.possible.map((control) => make('li', { dir: 'auto' }, control))),
      ]),
      make('h3', {}, 'Why'),
      make('p', { id: 'explanation' }, ...sentences.flatMap(([kind, words], at) =>
        [at ? ' ' : null, make('span', { class: kind, dir: 'auto' }, words)])),
      make('p', { class: 'small', id: 'rules' }, 'The record is read: ', own(readings[here.reading].rules), '.'),
    );
    for (const button of byId('history').querySelectorAll('button')) {
      const current = Number(button.dataset.from) <= here.day && here.day <= Number(button.dataset.to);
      button.setAttribute('aria-current', current ? 'date' : 'false');
    }
  }

  /** A verdict with its time put in. */
  function timed(verdict) {
    const when = `at the close of ${inWords(here.day)}`;
    if (!verdict.startsWith(WHEN)) return verdict.replace(WHEN, () => when);
    return when[0].toUpperCase() + when.slice(1) + verdict.slice(WHEN.length);
  }

  /** How old the last of it is; `seen` may be before the first day shown. */
  function age(basis, seen) {
    const days = seen == null ? 0 : here.day - seen;
    if (days <= 0) return '';
    const words = basis === 'u' ? 'It is not known after' : 'The latest report is from';
    return `${words} ${inWords(seen)}, ${days === 1 ? 'the day before' : `${days} days earlier`}.`;
  }

  // ---- events ------------------------------------------------------------------------------------------------------

  function showEvents() {
    const numbers = eventsOn(here.day);
    const count = numbers.length;
    byId('events-title').textContent = `${inWords(here.day)}: ${count === 1 ? '1 event' : `${count || 'no'} events`}`;
    byId('told').replaceChildren(...numbers.map((number) => eventItem(number, false)));
    byId('changes').replaceChildren(...changesOf(here.day));
  }

  /** What is another than the day before. */
  function changesOf(day) {
    const changed = places.map((_, place) => place).filter((place) => changedOn(place, day));
    if (changed.length === 0) return [];
    const row = (place) => make('li', {}, swatch(states[stateNumber(place, day - 1)]), make('span', { 'aria-hidden': 'true' }, '→'),
      swatch(states[stateNumber(place, day)]), placeLink(place));
    return [make('h3', {}, 'Changed since the day before'), make('ul', { class: 'changes' }, ...changed.map(row)), make('h3', {}, 'What is told')];
  }

  function eventItem(number, dated) {
    const event = events[number];
    const unbelieved = ignored[here.reading].get(number);
    const classes = [event.noted && 'noted', unbelieved != null && 'unbelieved'].filter(Boolean).join(' ');
    const when = whenInWords(event.when);
    const head = dated
      ? make('button', { type: 'button', class: 'link', onclick: () => goByHand({ day: event.day }) }, when)
      : make('b', {}, placeLink(event.place));
    return make('li', { class: classes }, head, ' ', make('span', { dir: 'auto' }, event.note ?? event.what), ' ',
      ...hedges(event, dated || when === inWords(here.day) ? '' : when),
      ...(event.cites.length ? [make('span', { class: 'cites' }, ...event.cites.flatMap((cite, at) => [at ? '; ' : '— ', citation(cite)]))] : []),
      unbelieved == null ? null : make('span', { class: 'why-not', dir: 'auto' }, texts[unbelieved]));
  }

  /** How the record hedges an event. */
  function hedges(event, when) {
    const by = event.claimed_by.length ? ` by ${event.claimed_by.join(', ')}` : '';
    const credence = event.credence !== 'stated' || by ? `${event.credence}${by}` : '';
    const all = [when, credence, event.inferred && 'inferred'].filter(Boolean);
    return all.map((words) => make('span', { class: 'tag', dir: 'auto' }, words)).flatMap((tag) => [tag, ' ']);
  }

  function citation([source, locator]) {
    const { id, title, outlet, address, published } = sources[source];
    const words = [outlet ?? title ?? id, locator, published && isoInWords(published)].filter(Boolean).join(', ');
    const href = webAddress(address);
    return href ? make('a', { href, target: '_blank', rel: 'noopener noreferrer', title }, own(words)) : make('bdi', { title }, words);
  }

  /** An address only if it is one of the web: a record is not trusted with others. */
  function webAddress(address) {
    try {
      const url = new URL(address);
      return ['http:', 'https:'].includes(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  }

  // ---- the timeline ------------------------------------------------------------------------------------------------

  /** Places with their depth, each whole before its parts. */
  function nested() {
    const ordered = [];
    const visit = (place, depth) => {
      ordered.push([place, depth]);
      partsOf[place].forEach((part) => visit(part, depth + 1));
    };
    places.forEach((place, number) => place.within == null && visit(number, 0));
    return ordered;
  }

  function buildTimeline() {
    const lanes = byId('lanes');
    lanes.style.setProperty('--days', Math.min(data.days, 8000));
    lanes.append(...nested().map(([place, depth]) => {
      // The tiles and the search are the way of the keyboard; another stop for each place would only be in it.
      const name = make('button', { type: 'button', class: 'lane-name', tabindex: -1, onclick: () => choose(place), title: places[place].name },
        nameOf(place));
      name.style.setProperty('--depth', Math.min(depth, 6));
      return make('div', { class: depth ? 'lane part' : 'lane', 'data-place': place }, name, make('div', { class: 'track' }));
    }));
    buildDragging();
    new ResizeObserver(showAxis).observe(byId('ticks'));
  }

  function showLanes() {
    for (const lane of byId('lanes').querySelectorAll('.lane')) {
      lane.querySelector('.track').replaceChildren(...spans(Number(lane.dataset.place)).map(({ from, to, state }) => {
        const { contested, besieged, fire } = states[state];
        const busy = contested.length + besieged.length + fire.length > 0;
        const part = make('span', { class: busy ? 'paint run busy' : 'paint run' }, ...paint(states[state]));
        part.style.left = `${(from / data.days) * 100}%`;
        part.style.width = `${((to - from + 1) / data.days) * 100}%`;
        return part;
      }));
    }
  }

  function showChosenLane() {
    for (const lane of byId('lanes').querySelectorAll('.lane')) {
      const chosen = Number(lane.dataset.place) === here.place;
      lane.classList.toggle('chosen', chosen);
      if (chosen) bringIntoView(lane);
    }
  }

  /** Scrolls the box of the tiles alone, never the page. */
  function showChosenTile() {
    const [box, tile] = [byId('tiles'), tiles[here.place]?.tile];
    if (tile?.parentElement !== box) return;
    const at = tile.offsetLeft - box.offsetLeft;
    if (at < box.scrollLeft || at + tile.offsetWidth > box.scrollLeft + box.clientWidth) {
      box.scrollLeft = at - (box.clientWidth - tile.offsetWidth) / 2;
    }
  }

  /** Scrolls the box of the lanes alone, never the page. */
  function bringIntoView(lane) {
    const box = byId('lanes-box');
    const head = byId('ticks').offsetHeight;
    if (lane.offsetTop < box.scrollTop + head) box.scrollTop = lane.offsetTop - head;
    const below = lane.offsetTop + lane.offsetHeight - box.clientHeight;
    if (below > box.scrollTop) box.scrollTop = below;
  }

  function showCursor() {
    const [box, ticks] = [byId('lanes-box'), byId('ticks')];
    byId('lanes').style.setProperty('--from', here.day / data.days);
    byId('lanes').style.setProperty('--length', 1 / data.days);
    const [seen, at] = [box.clientWidth - ticks.offsetLeft, (here.day / data.days) * ticks.offsetWidth];
    if (at < box.scrollLeft || at > box.scrollLeft + seen - 10) box.scrollLeft = at - seen / 3;
  }

  function dayAt(event) {
    const { left, width } = byId('ticks').getBoundingClientRect();
    return Math.floor(((event.clientX - left) / width) * data.days);
  }

  function buildDragging() {
    const lanes = byId('lanes');
    let from = null;
    lanes.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !event.target.closest('.track, .ticks')) return;
      from = event.clientX;
      lanes.setPointerCapture(event.pointerId);
      goByHand({ day: dayAt(event) });
    });
    lanes.addEventListener('pointermove', (event) => {
      if (from != null) goByHand({ day: dayAt(event) });
      else tellLane(event);
    });
    lanes.addEventListener('pointerup', (event) => {
      if (from != null && Math.abs(event.clientX - from) < 4) {
        const lane = document.elementsFromPoint(event.clientX, event.clientY).find((it) => it.matches('.lane'));
        if (lane) choose(Number(lane.dataset.place));
      }
      from = null;
    });
    lanes.addEventListener('pointercancel', () => { from = null; });
  }

  function tellLane(event) {
    const lane = event.target.closest('.track')?.parentElement;
    const day = Math.min(Math.max(dayAt(event), 0), data.days - 1);
    byId('lanes').title = lane
      ? `${places[lane.dataset.place].name}, ${inWords(day)}: ${states[stateNumber(Number(lane.dataset.place), day)].text}` : '';
  }

  /** How close marks may stand: every so many days, months or years, and the room that takes in pixels. */
  const SCALES = [
    ['day', 1, 1, 22], ['day', 2, 2, 22], ['day', 5, 5, 22], ['day', 10, 10, 22], ['month', 1, 30, 32], ['month', 3, 91, 32],
    ...[1, 2, 5, 10, 20, 50].map((count) => ['year', count, 365 * count, 40]),
  ];

  function showAxis() {
    const perDay = byId('ticks').clientWidth / data.days;
    const scale = SCALES.find(([, , days, room]) => days * perDay >= room) ?? SCALES.at(-1);
    const [above, below] = [[], []];
    for (let day = 0; day < data.days; day += 1) {
      const date = dateOf(day);
      if (isMarked(date, scale)) below.push([day, markWords(date, scale[0])]);
      if (scale[0] !== 'year' && (day === 0 || date.getUTCDate() === 1)) above.push([day, headWords(date, scale[0])]);
    }
    const heads = above.filter(([, words], at) => at === 0 || words !== above[at - 1][1])
      .filter(([day], at, all) => ((all[at + 1]?.[0] ?? data.days) - day) * perDay > 40);
    const mark = (kind) => ([day, words]) => {
      const element = make('span', { class: kind }, words);
      element.style.left = `${(day / data.days) * 100}%`;
      return element;
    };
    byId('ticks').replaceChildren(...heads.map(mark('head')), ...below.map(mark('tick')));
    byId('lanes').classList.toggle('daily', perDay >= 8);
    showCursor();
  }

  function isMarked(date, [unit, count]) {
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
    // The last days of a month would stand too near the first of the next.
    if (unit === 'day') return (day - 1) % count === 0 && (count === 1 || day + count <= 32);
    if (unit === 'month') return day === 1 && month % count === 0;
    return day === 1 && month === 0 && year % count === 0;
  }

  function markWords(date, unit) {
    if (unit === 'day') return String(date.getUTCDate());
    return unit === 'month' ? MONTHS[date.getUTCMonth()].slice(0, 3) : yearInWords(date);
  }

  const headWords = (date, unit) => (unit === 'day' ? `${MONTHS[date.getUTCMonth()]} ${yearInWords(date)}` : yearInWords(date));

  // ---- shares ------------------------------------------------------------------------------------------------------

  /** The shares of the actors, then of nobody and what is unrecorded. */
  const sharers = () => [...view().shares].sort(([a], [b]) => actorsFirst(a, b));

  function showShares() {
    const wholes = places.filter((place) => place.within == null).length;
    byId('shares-note').textContent =
      `Of ${wholes === 1 ? 'the one place that is' : `all ${wholes} places that are`} part of no other, each weighing the same however large.`;
    byId('share-table').tBodies[0].replaceChildren(...sharers().map(([holder, runs]) => {
      const most = make('span', { class: 'band' }, striped([holder]));
      const least = make('span', { class: 'band' }, solid(holder));
      most.style.clipPath = outline(runs, 2);
      least.style.clipPath = outline(runs, 1);
      return make('tr', {}, make('th', { scope: 'row' }, holderSwatch(holder), holder > NOBODY ? own(holders[holder].name) : holders[holder].name),
        make('td', { class: 'chart', 'aria-hidden': 'true' }, make('div', {}, most, least, make('span', { class: 'cursor' }))),
        make('td', { class: 'figure' }));
    }));
  }

  /** The ground below a stepped line: column 1 of the runs is the least, column 2 the most. */
  function outline(runs, column) {
    const across = (day) => `${(day / data.days) * 100}%`;
    const steps = runs.map((run, at) => {
      const up = `${100 - run[column] / 10}%`;
      return `${across(run[0])} ${up}, ${across(runs[at + 1]?.[0] ?? data.days)} ${up}`;
    });
    return `polygon(${across(runs[0][0])} 100%, ${steps.join(', ')}, 100% 100%)`;
  }

  function showFigures() {
    byId('shares-day').textContent = inWords(here.day);
    byId('shares').style.setProperty('--now', (here.day + 0.5) / data.days);
    const rows = byId('share-table').tBodies[0].rows;
    sharers().forEach(([, runs], at) => {
      const [, least, most] = lookUp(runs, here.day);
      rows[at].lastElementChild.textContent = percent(least, most);
    });
  }

  function percent(least, most) {
    const [low, high] = [Math.floor(least / 10), Math.ceil(most / 10)];
    // A permille of rounding is no doubt.
    return most - least <= 1 ? `${Math.round(least / 10)} %` : `${low}–${high} %`;
  }

  // ---- search ------------------------------------------------------------------------------------------------------

  const MOST_FOUND = 12;
  const UNMARKED = { ø: 'o', ł: 'l', đ: 'd', ı: 'i', æ: 'ae', ß: 'ss' };

  /** A text without case and diacritics. A function declaration, since links are made with it before this line is reached. */
  function fold(text) {
    return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  }

  const folded = (text) => fold(text).replace(/[øłđıæß]/g, (letter) => UNMARKED[letter]);
  const searched = places.map(({ id, name, names, aliases }) =>
    [...new Set([name, ...names.map(([, other]) => other), ...aliases, id])].map((words) => [words, folded(words)]));
  let active = 0;

  /** Places of which some name has the words in it: first those that are called so, then those of which a name begins with them, then a word. */
  function find(words) {
    const sought = folded(words.trim());
    if (!sought) return [];
    const rank = (name) => {
      const at = name.indexOf(sought);
      if (name === sought) return 0;
      if (at <= 0) return at < 0 ? -1 : 1;
      return /[\p{L}\p{N}]/u.test(name[at - 1]) ? 3 : 2;
    };
    const found = searched.flatMap((names, place) => {
      const hits = names.map(([name, plain]) => ({ name, rank: rank(plain) })).filter((hit) => hit.rank >= 0);
      if (hits.length === 0) return [];
      // The name by which it goes comes first, and is shown if it will do.
      return [{ place, name: hits[0].name, rank: Math.min(...hits.map((hit) => hit.rank)) }];
    });
    return found.sort((a, b) => a.rank - b.rank || a.place - b.place);
  }

  function showFound() {
    const found = find(byId('search').value);
    const shown = found.slice(0, MOST_FOUND);
    active = Math.min(active, Math.max(shown.length - 1, 0));
    const option = ({ place, name }, at) => make('li', {
      role: 'option', id: `found-${at}`, 'data-place': place, 'aria-selected': at === active ? 'true' : 'false',
    }, nameOf(place), name === places[place].name ? null : make('span', { class: 'small' }, ' — ', own(name)));
    byId('found').replaceChildren(...shown.map(option));
    const open = byId('search').value.trim() !== '' && document.activeElement === byId('search');
    if (open && found.length === 0) byId('found').append(make('li', { role: 'option', 'aria-disabled': 'true' }, 'No such place'));
    if (found.length > shown.length) {
      byId('found').append(make('li', { role: 'option', 'aria-disabled': 'true' }, `and ${found.length - shown.length} more`));
    }
    byId('found').hidden = !open;
    byId('search').setAttribute('aria-expanded', open);
    if (open && shown.length) byId('search').setAttribute('aria-activedescendant', `found-${active}`);
    else byId('search').removeAttribute('aria-activedescendant');
  }

  function take(option) {
    if (option?.dataset.place == null) return;
    choose(Number(option.dataset.place));
    byId('search').value = '';
    active = 0;
    showFound();
    // Where the answer stands below the map, it would not be seen.
    if (matchMedia('(max-width: 60rem)').matches) byId('details').scrollIntoView({ block: 'start' });
  }

  function buildSearch() {
    const [search, found] = [byId('search'), byId('found')];
    search.addEventListener('input', () => {
      active = 0;
      showFound();
    });
    search.addEventListener('focus', showFound);
    search.addEventListener('blur', showFound);
    search.addEventListener('keydown', (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const count = found.querySelectorAll('[data-place]').length;
      if (step && count) active = (active + step + count) % count;
      else if (event.key === 'Enter') take(found.children[active]);
      else if (event.key === 'Escape') search.value = '';
      else return;
      event.preventDefault();
      showFound();
    });
    // Before the field loses the focus, which would close the list.
    found.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      take(event.target.closest('[role="option"]'));
    });
  }

  // ---- saying it aloud ---------------------------------------------------------------------------------------------

  const say = (words) => { byId('live').textContent = words; };

  const sayWhereWeAre = delayed(400, () => {
    const day = inWords(here.day);
    say(here.place == null ? day : `${day}. ${places[here.place].name}: ${answer(here.place, here.day).state.text}`);
  });

  function announce() {
    if (!replay || pace() <= 1) sayWhereWeAre();
  }

  // ---- the beginning -----------------------------------------------------------------------------------------------

  /** The first day on which most is told; what is undated or open stands under the last, and is not counted. */
  function busiestDay() {
    const dated = (number) => !/^\[\.\.|\.\.\]$/.test(events[number].when);
    const counts = eventsByDay.map((numbers) => numbers.filter(dated).length);
    const most = counts.reduce((best, count, day) => (count > counts[best] ? day : best), 0);
    return most || Math.min(1, data.days - 1);
  }

  function buildFrame() {
    byId('note').textContent = data.note ?? '';
    byId('note').hidden = !data.note;
    byId('licence').textContent = data.licence ?? '';
    new ResizeObserver(([entry]) => {
      document.documentElement.style.setProperty('--bar', `${entry.target.offsetHeight}px`);
    }).observe(byId('transport'));
    for (const link of document.querySelectorAll('[data-skip]')) {
      link.addEventListener('click', (event) => {
        // Its fragment is no link to a day.
        event.preventDefault();
        byId(link.getAttribute('href').slice(1)).focus();
      });
    }
  }

  buildFrame();
  buildControls();
  buildMap();
  buildTimeline();
  buildSearch();
  buildKeys();
  here.day = busiestDay();
  go(linked(), true);
  window.addEventListener('hashchange', followLink);
})();
