import { h, ago, showOrder } from './story.js';

const API = '/api/operations';
const ACTIONS = {
  retry: {
    label: 'Try again now',
    does: 'The step that failed is tried again at once.',
  },
  'give-up': {
    label: 'Give up and undo',
    does: 'The order is ended where it stands, and everything is undone. The customer is told. This cannot be taken back.',
  },
  notifications: {
    label: 'Repeat notification',
    does: 'The customer gets this message once more.',
  },
  undone: {
    label: 'Mark as undone by hand',
    does: 'You have undone this step outside of the system yourself. The order goes on as if the step had done it.',
  },
  accepted: {
    label: 'Accept settlement',
    does: 'It is agreed with the provider what it keeps, and it is not asked any more. The audit lists the order.',
  },
};

/** What there is to know about an action of a story; null for one that this page does not know. */
function describe({ name, event }) {
  const [, topic] = name.match(/^settlements\/(.+)\/accepted$/) || [];
  const known = ACTIONS[topic ? 'accepted' : name];
  const about = topic || (event && event.toLowerCase().replace(/_/g, ' '));
  return known ? { ...known, label: about ? `${known.label}: ${about}` : known.label } : null;
}

/** Every request carries the session's token, as the API asks for. */
function headers() {
  const cookie = document.cookie.split('; ').find((part) => part.startsWith('XSRF-TOKEN='));
  return { 'X-XSRF-TOKEN': cookie ? cookie.slice('XSRF-TOKEN='.length) : '' };
}

async function get(path) {
  const answer = await fetch(API + path, {
    headers: { Accept: 'application/json', ...headers() },
    credentials: 'same-origin',
    cache: 'no-store',
  });
  return answer.ok ? answer.json() : null;
}

async function post(path, body) {
  const answer = await fetch(API + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers() },
    credentials: 'same-origin',
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  let content = {};
  try {
    content = text ? JSON.parse(text) : {};
  } catch (e) {
    // An answer without JSON has nothing to say.
  }
  if (!answer.ok) {
    const fields = (content.errors || []).map((error) => `${error.field} ${error.message}`).join(', ');
    throw new Error(fields || content.detail || `This did not work (${answer.status}).`);
  }
  return content;
}

/** Asks for a reason; carries the work out with it, and closes when that worked. */
function confirmWithReason(title, does, work) {
  const reason = h('textarea', { id: 'os-reason', rows: 3, maxlength: 500, required: true });
  const error = h('p', { class: 'os-error', role: 'alert' });
  const go = h('button', { type: 'submit', class: 'os-go' }, title);
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', {}, title),
    h('p', {}, does),
    h('label', { for: 'os-reason' }, 'Reason (kept in the order log; name no person)'),
    reason,
    error,
    h(
      'div',
      { class: 'os-buttons' },
      h('button', { type: 'button', onclick: () => dialog.close() }, 'Leave it'),
      go,
    ),
  );
  const dialog = h('dialog', { class: 'os-dialog', 'aria-label': title }, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = reason.value.replace(/\s+/g, ' ').trim();
    if (!text) {
      error.textContent = 'Please say why.';
      return;
    }
    go.disabled = true;
    try {
      await work(text);
      dialog.close();
    } catch (e) {
      error.textContent = e.message;
      go.disabled = false;
    }
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  reason.focus();
}

function actionButtons(story, look) {
  const path = `/orders/${encodeURIComponent(story.orderId)}`;
  const buttons = story.actions
    .filter(describe)
    .map((action) => {
      const { label, does } = describe(action);
      return h(
        'button',
        {
          type: 'button',
          disabled: !action.allowed,
          title: action.whyNot || does,
          onclick: () =>
            confirmWithReason(label, `${does} Order ${story.orderId}.`, async (reason) => {
              await post(`${path}/${action.name}`, {
                reason,
                ...(action.event ? { event: action.event } : {}),
                ...(action.name === 'undone' ? { elementId: action.elementId } : {}),
              });
              look();
            }),
        },
        label,
      );
    });
  // The order may have its last status while its last message is still on the way.
  const running = story.tokens.length === 0
    ? []
    : [h('a', { href: `#/process-instance/${story.processInstanceId}` }, 'Open the running process')];
  return [h('div', { class: 'os-actions' }, ...buttons, ...running)];
}

function search() {
  const field = h('input', {
    type: 'search',
    name: 'orderId',
    placeholder: 'Order id',
    'aria-label': 'Order id',
    pattern: '[A-Za-z0-9\\-]{1,64}',
    title: 'Letters, digits and hyphens',
    required: true,
  });
  return h(
    'form',
    {
      class: 'os-search',
      onsubmit: (event) => {
        event.preventDefault();
        location.hash = `#/orders/${encodeURIComponent(field.value.trim())}`;
      },
    },
    field,
    h('button', { type: 'submit', class: 'btn btn-primary' }, 'Show order'),
  );
}

/** The view; a new one each time that Cockpit comes to its route. */
function view() {
  let shown = null;
  return {
    render(node) {
      const id = decodeURIComponent((location.hash.match(/^#\/orders\/([^/?]+)/) || [])[1] || '');
      const place = h('div');
      node.replaceChildren(h('div', { class: 'os-view' }, search(), place));
      if (!id) {
        place.append(h('p', {}, 'Type the id of an order, running or ended.'), h('div', { class: 'os-tile' }));
        trouble.render(place.lastChild);
        return;
      }
      const path = `${API}/orders/${encodeURIComponent(id)}`;
      shown = showOrder(place, {
        storyUrl: `${path}/story`,
        modelUrl: `${path}/model`,
        headers,
        actions: actionButtons,
      });
    },
    unmount() {
      if (shown) shown.stop();
      shown = null;
      trouble.unmount();
    },
  };
}

function orderLinks(ids) {
  return ids.map((id) => h('a', { href: `#/orders/${encodeURIComponent(id)}` }, id));
}

function table(title, heads, rows) {
  return h(
    'section',
    {},
    h('h3', {}, title),
    rows.length
      ? h('table', {}, h('thead', {}, h('tr', {}, heads.map((head) => h('th', {}, head)))), h('tbody', {}, rows))
      : h('p', {}, 'None.'),
  );
}

/** What needs an operator: incidents by cause, stuck orders, open settlements. */
const trouble = {
  timers: new Map(),
  raises: new Map(),

  render(node) {
    const box = h('div', { class: 'os-tile' });
    node.replaceChildren(box);
    const refresh = async () => {
      clearTimeout(trouble.timers.get(box));
      if (!box.isConnected && trouble.timers.has(box)) {
        trouble.timers.delete(box);
        return;
      }
      try {
        await trouble.fill(box, refresh);
      } catch (e) {
        box.replaceChildren(h('p', {}, 'This cannot be shown now; it is tried again.'));
      }
      trouble.timers.set(box, setTimeout(refresh, 5000));
    };
    refresh();
  },

  async fill(box, refresh) {
    const [causes, stuck, settlements] = await Promise.all([
      get('/incidents/causes'),
      get('/stuck-orders'),
      get('/settlements'),
    ]);
    for (const [key, raise] of trouble.raises) {
      if (raise.state === 'RUNNING') {
        trouble.raises.set(key, (await get(`/incidents/raises/${raise.id}`)) || { ...raise, state: 'DONE' });
      }
    }
    const parts = [];
    if (causes) parts.push(trouble.causes(causes, refresh));
    if (stuck) {
      parts.push(
        table(
          'Stuck orders by step',
          ['Step', 'Orders', 'Oldest', 'Ids'],
          stuck.map((item) =>
            h(
              'tr',
              {},
              h('td', {}, item.name || item.elementId),
              h('td', {}, String(item.count)),
              h('td', {}, ago(item.oldest)),
              h('td', {}, orderLinks(item.orderIds)),
            ),
          ),
        ),
      );
    }
    if (Array.isArray(settlements)) {
      parts.push(
        table(
          'Open settlements',
          ['Order', 'Topic', 'Open for'],
          settlements.map((item) =>
            h(
              'tr',
              {},
              h('td', {}, orderLinks([item.orderId])),
              h('td', {}, item.topic),
              h('td', {}, ago(item.openedAt), item.accepted ? ', accepted' : ''),
            ),
          ),
        ),
      );
    }
    box.replaceChildren(...(parts.length ? [h('h2', {}, 'Orders that need somebody'), ...parts] : []));
  },

  causes(causes, refresh) {
    return table(
      'Incidents by cause',
      ['Topic', 'Code', 'Orders', 'Oldest', 'Ids', ''],
      causes.map((cause) => {
        const key = `${cause.topic} ${cause.code}`;
        return h(
          'tr',
          { title: cause.message },
          h('td', {}, cause.topic || ''),
          h('td', {}, cause.code || ''),
          h('td', {}, String(cause.count)),
          h('td', {}, ago(cause.oldest)),
          h('td', {}, orderLinks(cause.orderIds)),
          h(
            'td',
            {},
            h(
              'button',
              {
                type: 'button',
                onclick: () =>
                  confirmWithReason(
                    'Raise all retries',
                    `All ${cause.count} incidents of ${key} are tried again. Do it when the cause is gone.`,
                    async (reason) => {
                      const { topic, code } = cause;
                      trouble.raises.set(key, await post('/incidents/raises', { topic, code, reason }));
                      refresh();
                    },
                  ),
              },
              'Raise all retries',
            ),
          ),
        );
      }),
    ).appendChild(trouble.progress()).parentNode;
  },

  progress() {
    return h(
      'div',
      {},
      [...trouble.raises.entries()].map(([key, raise]) =>
        h(
          'p',
          { role: 'status' },
          `${key}: ${raise.done} of ${raise.total} raised`,
          raise.failed ? `, ${raise.failed} failed` : '',
          raise.state === 'RUNNING' ? ' ' : ', done ',
          h('progress', { max: raise.total || 1, value: raise.done + raise.failed }),
        ),
      ),
    );
  },

  unmount() {
    trouble.timers.forEach((timer) => clearTimeout(timer));
    trouble.timers.clear();
  },
};

export default [
  {
    id: 'order-story-navigation',
    pluginPoint: 'cockpit.navigation',
    priority: 95,
    properties: {
      pagePath: '#/orders',
      label: 'Orders',
      checkActive: (path) => path.includes('#/orders'),
    },
  },
  { id: 'order-story-search', pluginPoint: 'cockpit.route', properties: { path: '/orders' }, ...view() },
  { id: 'order-story-order', pluginPoint: 'cockpit.route', properties: { path: '/orders/:id' }, ...view() },
  {
    id: 'order-story-trouble',
    pluginPoint: 'cockpit.dashboard',
    priority: 100,
    render: (node) => trouble.render(node),
    unmount: () => trouble.unmount(),
  },
];
