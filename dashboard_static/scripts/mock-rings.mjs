/** Two rings around shared devices, as the mock server has them. */
const at = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString()
const ring = (ring_id, score, risk_level, size) => ({
  ring_id, status: 'active', score, risk_level, size, identifiers: 5, frauds: 2,
  headline: `${size} users share 5 cards, devices or addresses`,
  exposure: [{ currency: 'USD', payments: 41, approved_minor: 1_842_300, reviewed_minor: 220_000, declined_minor: 96_100 }],
  formed_at: at(40), updated_at: at(1), last_payment_at: at(0.4), merged_into: null, is_blocked: false,
})
const RINGS = [ring('ring-7', 0.86, 4, 14), ring('ring-9', 0.58, 3, 6)]
const SHARED = [['device', 'pixel7-3f9a'], ['device', 'iphone12-a071'], ['card', 'card-5358'], ['ip', '102.89.33.14'], ['card', 'card-9575']]
const user = (place) => `user-${2_000 + 37 * place}`

function graph(size) {
  const node = (entity, entity_id, change) => ({ entity, entity_id, score: null, users: null, is_fraud: false, is_weakest_link: false, roles: [], ring_id: null, ...change })
  const users = Array.from({ length: size }, (_, place) => node('user', user(place), {
    score: [0.93, 0.71, 0.42, 0.12][place % 4], is_fraud: place < 2, roles: place === 0 ? ['leader'] : ['member'], ring_id: 'ring-7',
  }))
  const shared = SHARED.map(([entity, id], place) => node(entity, id, { users: 3 + place, score: place === 0 ? 0.9 : 0.4, is_weakest_link: place === 1 }))
  const edges = users.flatMap((_, place) => [place % 3, 3 + (place % 2)].map((other) => ({
    source: place, target: size + (place % 5 === 0 ? 1 : other), first_seen_at: at(30), last_seen_at: at(1),
  })))
  return { nodes: [...users, ...shared], edges, total_nodes: size + SHARED.length, truncated: false }
}

const changes = [
  { kind: 'grew', at: at(1), size_before: 9, size: 14, joined: [user(9), user(10)], left: [], other: null },
  { kind: 'formed', at: at(40), size_before: 0, size: 9, joined: [], left: [], other: null },
]

function dossier(of) {
  return {
    ring: of, case_id: 'case-4', changes, payments: [], block: null, is_truncated: false,
    reasons: [
      { code: 'ring_users', group: 'graph', source: 'rule', points: 5_200, sentence: of.headline, value: of.size, usual: null, entities: [] },
      { code: 'ring_frauds', group: 'label', source: 'rule', points: Math.round(of.score * 10_000) - 5_200, sentence: '2 members have a confirmed fraud', value: 2, usual: null, entities: [] },
    ],
    members: Array.from({ length: of.size }, (_, place) => ({
      user_id: user(place), roles: place === 0 ? ['leader'] : ['member'], strength: 1 - place / 20, identifiers: 3,
      has_own_device: place % 2 === 0, frauds: place < 2 ? 1 : 0, payments: 3 + place, declined: place % 3, joined_at: at(40 - place), last_payment_at: at(1),
    })),
    identifiers: SHARED.map(([entity, identifier], place) => ({ entity, identifier, members: 3 + place, first_seen_at: at(40), last_seen_at: at(1) })),
    paths: [{ steps: [{ entity: 'user', entity_id: user(0) }, { entity: 'device', entity_id: 'pixel7-3f9a' }, { entity: 'user', entity_id: user(3) }] }],
    growth: [{ at: at(40), members: 9 }, { at: at(1), members: of.size }],
    weakest_link: { entity: 'device', identifier: 'iphone12-a071', parts: [9, 5] },
  }
}

const found = (id) => RINGS.find(({ ring_id }) => ring_id === id)

export const RING_ANSWERS = {
  '/rings': ({ isEmpty }) => ({ rings: isEmpty ? [] : RINGS, total: isEmpty ? 0 : RINGS.length, next_cursor: null }),
  '/rings/*': ({ id }) => (found(id) ? dossier(found(id)) : null),
  '/rings/*/graph': ({ id }) => (found(id) ? graph(found(id).size) : null),
  '/rings/*/history': ({ id }) => (found(id) ? { ring_id: id, changes } : null),
  '/cases': () => ({ cases: [], counts: { open: 0, investigating: 0, closed: 0, overdue: 0 }, next_cursor: null }),
}
