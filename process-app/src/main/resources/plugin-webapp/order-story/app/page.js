import { showOrder } from './story.js';

const id = location.pathname.split('/').pop();
document.title = `Order ${id}`;
showOrder(document.querySelector('main'), {
  storyUrl: `/api/orders/${id}/story`,
  modelUrl: `/api/orders/${id}/model`,
});
