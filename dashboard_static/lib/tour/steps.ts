/** Five screens in the order of a day: what happens, what to do about it, what lies behind it. */
export const TOUR = [
  {
    path: '/',
    title: 'Everything that happens',
    says: 'Each transaction is decided within milliseconds. The ones a person should see arrive here with their main reason. Space holds the feed still, Enter opens an alert.',
  },
  {
    path: '/queue/',
    title: 'The next thing to do',
    says: 'Take the most urgent case with N: it is yours until you are done. Read why, press F, L or U to label it, and Z takes it back for ten seconds.',
  },
  {
    path: '/rings/',
    title: 'What belongs together',
    says: 'Users who share cards, devices or addresses form a ring. Open one to see its graph, why it scores as it does, what is at stake, and where it would come apart.',
  },
  {
    path: '/rules/',
    title: 'What decides',
    says: 'Change a rule, try it on past decisions, compare it with what is in force, and publish it. The next transaction is decided by it, and every step is written down.',
  },
  {
    path: '/settings/',
    title: 'Yours to arrange',
    says: 'Tell your name, choose a theme, switch the keys off if you need them. ? shows the keys of any screen, Ctrl K finds anything, and dotted words explain themselves.',
  },
] as const
