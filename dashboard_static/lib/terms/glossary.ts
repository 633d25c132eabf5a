/** The words of this system, as an analyst may ask for them. One sentence each; see STYLE.md. */
export const GLOSSARY = {
  transaction: 'One attempted payment. It never changes once it was accepted.',
  entity: 'What transactions link: a user, a card, a device, an IP address or a merchant.',
  velocity:
    'How many transactions an entity made within a window, what they sum to, and how many different counterparts they had.',
  ring: 'Users tied together by cards, devices or addresses that they share.',
  score: 'The probability that a transaction is fraud, from 0 to 100. Higher is worse.',
  rule: 'A named condition over the features of a transaction. When it holds, it adds points or sets the outcome.',
  'reason code': 'The stable name of why a score is what it is.',
  ledger: 'Every reason with its points. The points add up to the score exactly.',
  decision: 'The outcome of a transaction with its score, its reasons, versions and timings.',
  outcome: 'What was decided: approve, review or decline, from mild to severe.',
  alert: 'A decision, a ring or a threat that a person should see.',
  case: 'Alerts that one analyst works on as a unit.',
  label: 'The truth about a transaction, learnt later: fraud, genuine or unsure.',
  feature: 'One number that the model and the rules look at.',
  baseline: 'What is usual for this entity, from its own past.',
  precision: 'Of the alerts that were labelled, the share that was fraud.',
  exposure:
    'What is at stake: the sum of what the users of a ring or a case paid or tried to pay, approved, held for review and declined.',
  'weakest link': 'The shared card, device or address whose removal would split a ring.',
  drift: 'How far what the model sees now lies from what it was trained on.',
  shadow: 'A model that scores everything and decides nothing, to be compared with the active one.',
  lease: 'The time for which a case is yours. Nobody else is given it meanwhile.',
  degraded: 'Decided without a stage that did not answer in time. The decision says which.',
  amended:
    'Decided again once a stage that was missing had answered. The first decision stays as its receipt.',
  threat:
    'Something whose latest payments depart from its own normal and from its peers, beyond chance. What has no past yet is compared with its peers alone.',
  draft: 'A rule set that decides nothing until it is published.',
  snooze: 'A rule or a threat kept silent about an entity until a time.',
  missed: 'Alerts this page should have received and has not, from their sequence numbers.',
} as const

export type TermName = keyof typeof GLOSSARY
