
(() => {
  'use strict';
  const part = (id) => document.getElementById(id);
  const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

  // Sorting: every head of a table is a button; what has nothing to sort by comes last.
  const key = (row, at) => {
    const cell = row.cells[at];
    return cell.dataset.k ?? cell.textContent.trim();
  };
  const sort = (head) => {
    const rows = head.closest('table').tBodies[0];
    const down = head.getAttribute('aria-sort') === 'ascending';
    const keyed = Array.from(rows.rows, (row) => [key(row, head.cellIndex), row]);
    keyed.sort(([a], [b]) => (a === '') - (b === '') || (down ? order.compare(b, a) : order.compare(a, b)));
    rows.append(...keyed.map(([, row]) => row));
    for (const other of head.parentNode.cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  };
  for (const head of document.querySelectorAll('th[data-sort]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(head));
    head.append(button);
  }

  // Filtering: an entry says in its attributes which packs, owner and risk it is about.
  const entries = Array.from(document.querySelectorAll('[data-p]'), (element) => ({
    element,
    packs: element.dataset.p.split(' '),
    owner: element.dataset.o ?? '',
    risk: element.dataset.r ?? '',
    text: null,
  }));
  const fields = ['words', 'pack', 'owner', 'risk'].map(part);
  const [words, pack, owner, risk] = fields;
  const chosen = (select) => select.options[select.selectedIndex].text;
  const filter = () => {
    const terms = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = [
      terms.length && `the words \u201c${words.value.trim()}\u201d`,
      pack.value && `pack ${chosen(pack)}`,
      owner.value && `owner ${chosen(owner)}`,
      risk.value && `risk ${chosen(risk)}`,
    ].filter(Boolean);
    let shown = 0;
    for (const entry of entries) {
      if (terms.length) entry.text ??= entry.element.textContent.toLowerCase();
      const passes = (!pack.value || entry.packs.includes(pack.value))
        && (!owner.value || entry.owner === owner.value)
        && (!risk.value || entry.risk === risk.value)
        && terms.every((term) => entry.text.includes(term));
      if (entry.element.hidden === passes) entry.element.hidden = !passes;
      shown += passes;
    }
    const on = wanted.length > 0;
    for (const count of document.querySelectorAll('.count')) {
      const rows = count.closest('table').tBodies[0].rows;
      const left = on ? Array.from(rows).filter((row) => !row.hidden).length : 0;
      count.textContent = on ? `, ${left} of ${rows.length} shown` : '';
    }
    part('all').disabled = !on;
    part('shown').textContent = on
      ? `Filtered by ${wanted.join(', ')}: ${shown} of ${entries.length} entries are shown, ${entries.length - shown} are hidden.`
      : '';
  };
  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  };
  const reset = () => {
    for (const field of fields) field.value = '';
    filter();
  };
  words.addEventListener('input', soon);
  for (const select of [pack, owner, risk]) select.addEventListener('change', filter);
  part('all').addEventListener('click', () => {
    reset();
    words.focus();
  });
  // A link to an entry that is filtered away shows everything again: it has to lead somewhere.
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && part(id);
    if (target && target.closest('[hidden]')) {
      reset();
      target.scrollIntoView();
    }
  };
  addEventListener('hashchange', follow);
  part('filter').hidden = false;
  // A browser brings back what was typed before the page was loaded again.
  if (fields.some((field) => field.value)) filter();

  // On a narrow screen tables are drawn as lists, and some browsers then forget that they are tables.
  const narrow = matchMedia('(max-width: 48rem)');
  const roles = () => {
    const all = [['table:not(.matrix)', 'table'], ['thead,tbody', 'rowgroup'], ['tr', 'row'], ['td', 'cell'],
      ['th[scope=col]', 'columnheader'], ['th[scope=row]', 'rowheader']];
    for (const [selector, role] of all) {
      for (const element of document.querySelectorAll(selector)) {
        if (element.closest('.matrix')) continue;
        if (narrow.matches) element.setAttribute('role', role);
        else element.removeAttribute('role');
      }
    }
  };
  narrow.addEventListener('change', roles);
  if (narrow.matches) roles();
})();
