/**
 * The code of every screen, fetched when it is opened or, once the page is idle, before. The shell
 * names all of it: of the same import in a page's own file the bundler makes other files.
 */
export const PARTS = {
  alert: () => import('@/components/alert/AlertScreen').then((module) => module.AlertScreen),
  audit: () => import('@/components/audit/AuditScreen').then((module) => module.AuditScreen),
  case: () => import('@/components/case/CaseScreen').then((module) => module.CaseScreen),
  entity: () => import('@/components/entity/EntityScreen').then((module) => module.EntityScreen),
  flow: () => import('@/components/flow/FlowScreen').then((module) => module.FlowScreen),
  health: () => import('@/components/health/HealthScreen').then((module) => module.HealthScreen),
  live: () => import('@/components/live/LiveScreen').then((module) => module.LiveScreen),
  model: () => import('@/components/model/ModelScreen').then((module) => module.ModelScreen),
  people: () => import('@/components/people/PeopleScreen').then((module) => module.PeopleScreen),
  queue: () => import('@/components/queue/QueueScreen').then((module) => module.QueueScreen),
  rings: () => import('@/components/rings/RingsScreen').then((module) => module.RingsScreen),
  rules: () => import('@/components/rules/RulesScreen').then((module) => module.RulesScreen),
  settings: () =>
    import('@/components/settings/SettingsScreen').then((module) => module.SettingsScreen),
  threats: () =>
    import('@/components/threats/ThreatsScreen').then((module) => module.ThreatsScreen),
} as const
