// An order's story beside its diagram. Cockpit and the customer's page share it.
// All texts reach the page as text nodes, never as markup.

/** Makes an element: h('p', {class: 'x', onclick: f}, 'text', child). */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (value === true) {
      node.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value);
    }
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** An amount of minor units, for example €19.99. */
export function money(amount, currency) {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** A time of day, with its date where that is not today. */
export function time(at) {
  const then = new Date(at);
  const clock = then.toLocaleTimeString('en-GB');
  return then.toDateString() === new Date().toDateString()
    ? clock
    : `${then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${clock}`;
}

/** How long ago something was, roughly. */
export function ago(at) {
  const seconds = Math.max(0, Math.round((Date.now() - new Date(at)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

const STATES = {
  done: 'done',
  active: 'here now',
  incident: 'needs an operator',
  refused: 'refused',
  undone: 'taken back',
};

const STATUS = {
  PENDING: 'on its way',
  IN_REVIEW: 'in review',
  CONFIRMED: 'confirmed',
  REJECTED: 'rejected',
  CANCELLED: 'cancelled',
  DELIVERED: 'delivered',
};

const MARKS = {
  STEP_COMPLETED: '✓',
  STEP_UNDONE: '↶',
  STEP_REFUSED: '✕',
  STEP_ATTEMPT_FAILED: '!',
  INCIDENT_OPENED: '!',
  STEP_STARTED: '…',
};

const GRAVE = ['STEP_REFUSED', 'STEP_ATTEMPT_FAILED', 'INCIDENT_OPENED', 'ORDER_ABANDONED'];

/** The diagram of the version that the order runs on. */
class Diagram {
  constructor(onChoose) {
    this.node = h('div', { class: 'os-canvas' });
    this.onChoose = onChoose;
    this.marked = [];
    this.chosen = null;
  }

  async open(xml) {
    await import('./bpmn-viewer.js');
    this.viewer = new self.BpmnJS({ container: this.node });
    // The model's own colours would be taken for states.
    await this.viewer.importXML(xml.replace(/ (bioc|color):[\w-]+="[^"]*"/g, ''));
    this.viewer.get('eventBus').on('element.click', ({ element }) => {
      this.onChoose(element.type === 'label' ? element.labelTarget.id : element.id);
    });
  }

  /** Begins at what matters now; the whole diagram is too small to be read. */
  begin(ids) {
    if (!this.viewer) return;
    this.fit();
    const registry = this.viewer.get('elementRegistry');
    const id = ids.find((candidate) => candidate && registry.get(candidate));
    if (id) this.show(registry.get(id));
  }

  fit() {
    this.viewer.get('canvas').zoom('fit-viewport', 'auto');
  }

  zoom(factor) {
    const canvas = this.viewer.get('canvas');
    canvas.zoom(Math.min(4, Math.max(0.1, canvas.zoom() * factor)));
  }

  mark(elements) {
    if (!this.viewer) return;
    const canvas = this.viewer.get('canvas');
    const overlays = this.viewer.get('overlays');
    const registry = this.viewer.get('elementRegistry');
    this.marked.forEach(([id, marker]) => canvas.removeMarker(id, marker));
    overlays.remove({ type: 'os' });
    this.marked = elements
      .filter(({ elementId }) => registry.get(elementId))
      .map(({ elementId, state }) => [elementId, `os-is-${state}`]);
    this.marked.forEach(([id, marker]) => canvas.addMarker(id, marker));
    elements.forEach(({ elementId, count, state }) => {
      const shape = registry.get(elementId);
      const badge = state === 'incident' ? '!' : state === 'active' ? '●' : count > 1 ? `${count}×` : '';
      if (shape && badge) {
        overlays.add(elementId, 'os', {
          position: { top: -12, right: 12 },
          html: h('span', { class: `os-badge os-badge-${state}`, title: STATES[state] }, badge),
        });
      }
    });
  }

  choose(id) {
    if (!this.viewer) return;
    const canvas = this.viewer.get('canvas');
    const registry = this.viewer.get('elementRegistry');
    if (this.chosen) canvas.removeMarker(this.chosen, 'os-chosen');
    this.chosen = id && registry.get(id) ? id : null;
    if (this.chosen) {
      canvas.addMarker(this.chosen, 'os-chosen');
      this.show(registry.get(this.chosen));
    }
  }

  /** Moves the drawing so that the element is in the middle, and large enough to be read. */
  show(shape) {
    const canvas = this.viewer.get('canvas');
    if (canvas.zoom() < 0.7) canvas.zoom(0.7);
    const box = canvas.viewbox();
    canvas.viewbox({
      x: shape.x + shape.width / 2 - box.width / 2,
      y: shape.y + shape.height / 2 - box.height / 2,
      width: box.width,
      height: box.height,
    });
  }

  close() {
    if (this.viewer) this.viewer.destroy();
  }
}

/**
 * Shows an order in the node and keeps it up to date.
 *
 * @param options storyUrl, modelUrl; headers: what each request sends besides; actions: makes the
 *   nodes for what can be done, from the story and a function that looks again at once
 * @return an object with stop()
 */
export function showOrder(node, { storyUrl, modelUrl, headers = () => ({}), actions = null }) {
  const head = h('header', { class: 'os-head' });
  const list = h('ol', { class: 'os-entries' });
  const facts = h('div', { class: 'os-facts' });
  const message = h('p', { class: 'os-message', role: 'status' }, 'Looking for the order …');
  const bar = h(
    'div',
    { class: 'os-zoom' },
    h('button', { type: 'button', title: 'Whole diagram', onclick: () => diagram.fit() }, 'Fit'),
    h('button', { type: 'button', title: 'Larger', onclick: () => diagram.zoom(1.25) }, '+'),
    h('button', { type: 'button', title: 'Smaller', onclick: () => diagram.zoom(0.8) }, '−'),
  );
  const legend = h(
    'p',
    { class: 'os-legend' },
    ...Object.entries(STATES)
      .filter(([state]) => actions || state !== 'incident')
      .map(([state, words]) => h('span', { class: `os-key os-key-${state}` }, words)),
  );
  const diagram = new Diagram((id) => choose(id, true));
  const picture = h('div', { class: 'os-picture' }, bar, diagram.node, legend);
  const body = h('div', { class: 'os-body', hidden: true }, picture, h('div', { class: 'os-side' }, list, facts));
  node.replaceChildren(h('div', { class: 'order-story' }, message, head, body));

  let tag = null;
  let timer = null;
  let stopped = false;
  let opened = false;
  let begun = false;
  let chosen = null;

  function choose(id, fromDiagram) {
    chosen = id;
    list.querySelectorAll('li').forEach((entry) => {
      entry.classList.toggle('os-chosen', id !== null && entry.dataset.element === id);
    });
    const first = list.querySelector('li.os-chosen');
    if (fromDiagram && first) first.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
    if (!fromDiagram) diagram.choose(id);
    else diagram.choose(first ? id : null);
  }

  function entry(story, item) {
    const amount = item.amount === null || item.amount === undefined ? null : money(item.amount, story.currency);
    const small = [
      amount,
      item.reference,
      item.attempt > 1 ? `attempt ${item.attempt}` : null,
      item.by ? `by ${item.by}` : null,
    ].filter(Boolean);
    const button = h(
      'button',
      { type: 'button', class: 'os-entry', onclick: () => choose(item.elementId, false) },
      h('span', { class: 'os-mark', 'aria-hidden': 'true' }, MARKS[item.kind] || '•'),
      h(
        'span',
        { class: 'os-words' },
        h('span', { class: 'os-title' }, item.title),
        item.detail ? h('span', { class: 'os-detail' }, item.detail) : null,
        small.length ? h('span', { class: 'os-small' }, small.join(' · ')) : null,
      ),
      h('time', { datetime: item.at, title: item.at }, time(item.at)),
    );
    const li = h('li', { class: GRAVE.includes(item.kind) ? 'os-grave' : '' }, button);
    if (item.elementId) li.dataset.element = item.elementId;
    return li;
  }

  function render(story) {
    const status = story.status;
    head.replaceChildren(
      h('h1', {}, `Order ${story.orderId} `, h('span', { class: `os-status os-status-${status}` }, STATUS[status] || status)),
      ...(story.headline ? [h('p', { class: 'os-headline' }, story.headline)] : []),
      h(
        'p',
        { class: 'os-sum' },
        [
          story.totalAmount === null ? null : money(story.totalAmount, story.currency),
          story.lines.map((line) => `${line.quantity} × ${line.sku}`).join(', '),
          story.cancellation === 'NONE' ? null : `cancellation ${story.cancellation.toLowerCase()}`,
          story.modelVersion ? `model ${story.modelVersion}` : null,
        ]
          .filter(Boolean)
          .join(' · '),
      ),
      ...(story.failureMessage
        ? [h('p', { class: 'os-failure' }, story.failureReason && actions ? `${story.failureReason}: ` : '', story.failureMessage)]
        : []),
      ...(story.tokens || []).map((token) =>
        h(
          'p',
          { class: `os-token${token.incident ? ' os-token-incident' : ''}` },
          h('button', { type: 'button', class: 'os-link', onclick: () => choose(token.elementId, false) }, token.name || token.elementId),
          token.since ? ` for ${ago(token.since)}` : '',
          token.nextAttempt ? `, tries again at ${time(token.nextAttempt)}` : '',
          token.message ? h('span', { class: 'os-detail' }, token.message) : null,
        ),
      ),
      ...(actions ? actions(story, look) : []),
    );
    list.replaceChildren(...story.entries.map((item) => entry(story, item)));
    facts.replaceChildren(...(actions ? openFacts(story) : []));
    diagram.mark(story.elements);
    if (!begun) {
      begun = true;
      const standing = ['incident', 'active'].flatMap((state) =>
        story.elements.filter((element) => element.state === state).map((element) => element.elementId),
      );
      diagram.begin([...standing, ...story.entries.map((item) => item.elementId).reverse()]);
    }
    if (chosen) {
      list.querySelectorAll('li').forEach((li) => li.classList.toggle('os-chosen', li.dataset.element === chosen));
    }
  }

  async function look() {
    clearTimeout(timer);
    try {
      const answer = await fetch(storyUrl, {
        headers: { Accept: 'application/json', ...(tag ? { 'If-None-Match': tag } : {}), ...headers() },
        credentials: 'same-origin',
        cache: 'no-store',
      });
      if (stopped) return;
      if (answer.status === 200) {
        tag = answer.headers.get('ETag');
        const story = await answer.json();
        message.hidden = true;
        body.hidden = false;
        if (!opened) {
          opened = true;
          await openDiagram();
        }
        if (stopped) return;
        render(story);
      } else if (answer.status === 404 || answer.status === 400) {
        say('There is no such order.');
        return;
      } else if (answer.status === 401 || answer.status === 403) {
        say('Please log in again.');
      } else if (answer.status !== 304) {
        say('The order cannot be shown now; this page tries again.');
      } else {
        message.hidden = true;
      }
    } catch (e) {
      say('There is no connection now; this page tries again.');
    }
    if (!stopped) timer = setTimeout(look, document.hidden ? 15000 : 3000);
  }

  async function openDiagram() {
    const answer = await fetch(modelUrl, { headers: headers(), credentials: 'same-origin' });
    if (answer.ok) {
      await diagram.open(await answer.text());
    } else {
      picture.replaceChildren(h('p', { class: 'os-message' }, 'The engine no longer has the model of this order.'));
    }
  }

  function say(text) {
    message.textContent = text;
    message.hidden = false;
  }

  look();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      diagram.close();
    },
  };
}

function openFacts(story) {
  const nodes = [];
  if (story.settlements.length) {
    nodes.push(
      h('h2', {}, 'Settlements'),
      h(
        'ul',
        {},
        story.settlements.map((item) =>
          h('li', {}, `${item.topic}: ${item.state === 'OPEN' ? `open for ${ago(item.openedAt)}` : `settled ${time(item.confirmedAt)}`}`),
        ),
      ),
    );
  }
  if (story.decisions.length) {
    nodes.push(
      h('h2', {}, 'Decisions'),
      ...story.decisions.map((decision) =>
        h(
          'dl',
          {},
          h('dt', {}, `${decision.name}, ${time(decision.at)}`),
          ...decision.inputs.map((value) => h('dd', {}, `${value.name}: ${value.value}`)),
          ...decision.outputs.map((value) => h('dd', { class: 'os-output' }, `→ ${value.name}: ${value.value}`)),
        ),
      ),
    );
  }
  return nodes;
}
