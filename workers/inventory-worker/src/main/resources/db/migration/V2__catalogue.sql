insert into product (sku, name, category, price, currency, available) values
  ('BOOK-001',   'The Lighthouse Keeper''s Notebook',      'BOOK',   1450, 'EUR', 240),
  ('BOOK-002',   'Bread for Patient People',               'BOOK',   2490, 'EUR', 180),
  ('BOOK-003',   'A Field Guide to City Birds',            'BOOK',   1895, 'EUR', 320),
  ('BOOK-004',   'Letters from the Night Train',           'BOOK',   1199, 'EUR', 500),
  ('BOOK-005',   'Knots, Sails and Small Harbours',        'BOOK',   3200, 'EUR',  75),
  ('TOY-001',    'Wooden Marble Run, 60 Pieces',           'TOY',    3995, 'EUR', 120),
  ('TOY-002',    'Felix the Knitted Fox',                  'TOY',    2250, 'EUR', 260),
  ('TOY-003',    'Rainbow Stacking Bowls',                 'TOY',    1690, 'EUR', 340),
  ('TOY-004',    'Pocket Kite with Tail',                  'TOY',    1250, 'EUR', 410),
  ('TOY-005',    'Garden Explorer Magnifier Set',          'TOY',    1995, 'EUR', 150),
  ('HOME-001',   'Linen Tea Towels, Set of 3',             'HOME',   2100, 'EUR', 300),
  ('HOME-002',   'Stoneware Mug, Moss Green',              'HOME',   1490, 'EUR', 480),
  ('HOME-003',   'Oak Chopping Board',                     'HOME',   3450, 'EUR', 140),
  ('HOME-004',   'Wool Blanket, Herringbone',              'HOME',   8900, 'EUR',  60),
  ('HOME-005',   'Brass Reading Lamp',                     'HOME',  11900, 'EUR',  50),
  ('GARDEN-001', 'Copper Watering Can, 2 Litres',          'GARDEN', 4750, 'EUR',  90),
  ('GARDEN-002', 'Wildflower Meadow Seed Mix',             'GARDEN',  695, 'EUR', 500),
  ('GARDEN-003', 'Ash-Handled Hand Trowel',                'GARDEN', 1850, 'EUR', 220),
  ('GARDEN-004', 'Robin Nesting Box',                      'GARDEN', 2690, 'EUR', 130),
  ('GARDEN-005', 'Terracotta Herb Pots, Set of 4',         'GARDEN', 2395, 'EUR', 170),
  ('MUSIC-001',  'Kalimba, 17 Keys',                       'MUSIC',  3990, 'EUR', 110),
  ('MUSIC-002',  'Soprano Ukulele, Mahogany',              'MUSIC',  6900, 'EUR',  80),
  ('MUSIC-003',  'Pear Wood Soprano Recorder',             'MUSIC',  2990, 'EUR', 160),
  ('MUSIC-004',  'Cajón for Small Rooms',                  'MUSIC',  8450, 'EUR',  55),
  ('MUSIC-005',  'Harmonica in C',                         'MUSIC',  2450, 'EUR', 280);

insert into stock_movement (sku, kind, quantity)
  select sku, 'RECEIVED', available from product order by sku;
