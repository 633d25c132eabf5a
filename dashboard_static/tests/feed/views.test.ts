import { describe, expect, test } from 'vitest'
import { AlertRing } from '@/lib/feed/alertRing'
import type { AnyAlert } from '@/lib/feed/anyAlert'
import { alertsCsv } from '@/lib/feed/csv'
import { linkedAlerts, reasonsFiring } from '@/lib/feed/leaders'
import { feedRows, NO_FILTER, rowIndex } from '@/lib/feed/matching'
import { SecondsSeries } from '@/lib/feed/secondsSeries'
import { alert, alerts, ringAlert, statsFrame } from '../builders'

function ringOf(...given: AnyAlert[]) {
  const ring = new AlertRing(100)
  for (const each of given) ring.append(each)
  return ring
}

describe('the rows of a feed', () => {
  test('stop at the alert where it was frozen', () => {
    const rows = feedRows(ringOf(...alerts(1, 9)), NO_FILTER, 6)
    expect(rows.count).toBe(6)
    expect(rows.row(0)?.seq).toBe(6)
  })

  test('are those with the outcome and every word', () => {
    const ring = ringOf(
      alert(1, { outcome: 'decline', merchant: 'Gift Card Depot' }),
      alert(2, { outcome: 'review', merchant: 'Gift Card Depot' }),
      alert(3, { outcome: 'decline' }),
    )
    const rows = feedRows(ring, { outcome: 'decline', text: 'GIFT shared_device' }, null)
    expect([rows.count, rows.row(0)?.seq]).toEqual([1, 1])
  })

  test('are found by seq', () => {
    const rows = feedRows(ringOf(...alerts(4, 9)), NO_FILTER, null)
    expect([9, 7, 4, 3, 10].map((seq) => rowIndex(rows, seq))).toEqual([0, 2, 5, -1, -1])
  })
})

describe('a ring among the alerts', () => {
  const ring = ringOf(alert(1), ringAlert(2, { ring_id: 'ring-abc' }))

  test('is found by its id and by the word, and has no outcome', () => {
    const found = (text: string) => feedRows(ring, { outcome: 'all', text }, null).count
    expect([found('ring-abc'), found('ring'), found('nobody')]).toEqual([1, 1, 0])
    expect(feedRows(ring, { outcome: 'review', text: '' }, null).count).toBe(1)
  })

  test('is left out where payments are counted and exported', () => {
    expect(reasonsFiring(ring, 5)).toEqual([{ code: 'shared_device', count: 1 }])
    expect(
      alertsCsv([alert(1), ringAlert(2)])
        .trimEnd()
        .split('\r\n'),
    ).toHaveLength(2)
  })
})

describe('what the buffer tells', () => {
  const ring = ringOf(
    alert(1, { device_id: 'shared', user_id: 'a', score: 0.5 }),
    alert(2, { device_id: 'shared', user_id: 'b', score: 0.9, risk_level: 4 }),
    alert(3, { reason_codes: ['card_velocity_5m', 'shared_device'] }),
  )

  test('reasons are counted, most first', () => {
    expect(reasonsFiring(ring, 5)).toEqual([
      { code: 'shared_device', count: 3 },
      { code: 'card_velocity_5m', count: 1 },
    ])
  })

  test('linked alerts name what they share, and not the alert itself', () => {
    const linked = linkedAlerts(ring, alert(1, { device_id: 'shared', user_id: 'b' }), 5)
    expect(linked.map(({ alert: { seq }, shared }) => [seq, shared])).toEqual([
      [2, ['user', 'device']],
    ])
  })
})

test('a second without a frame is a hole in the series, not a zero', () => {
  const series = new SecondsSeries(4)
  for (const second of [10, 11, 13]) series.push(statsFrame(second, 1, { decisions: second }))
  expect(series.values(({ decisions }) => decisions)).toEqual([10, 11, null, 13])
})

test('a CSV cell cannot be run as a formula', () => {
  expect(alertsCsv([alert(1, { user_id: '=cmd("x")' })])).toContain(`"'=cmd(""x"")"`)
})
