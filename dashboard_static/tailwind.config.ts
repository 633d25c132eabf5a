import type { Config } from 'tailwindcss'

/** Colours are tokens of app/globals.css: one name, two themes. */
const token = (name: string) => `rgb(var(--${name}) / <alpha-value>)`

const config: Config = {
  content: ['./app/**/*.tsx', './components/**/*.{ts,tsx}'],
  darkMode: ['selector', '[data-theme="dark"]'],
  theme: {
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      background: token('background'),
      surface: token('surface'),
      raised: token('raised'),
      line: token('line'),
      control: token('control'),
      text: token('text'),
      muted: token('muted'),
      accent: token('accent'),
      'on-accent': token('on-accent'),
      risk: {
        1: token('risk-1'),
        2: token('risk-2'),
        3: token('risk-3'),
        4: token('risk-4'),
      },
      'risk-text': {
        1: token('risk-text-1'),
        2: token('risk-text-2'),
        3: token('risk-text-3'),
        4: token('risk-text-4'),
      },
    },
    fontFamily: {
      sans: ['"Inter Variable"', 'system-ui', 'sans-serif'],
      mono: ['"JetBrains Mono Variable"', 'ui-monospace', 'monospace'],
    },
    fontSize: {
      xs: ['11px', '16px'],
      sm: ['12px', '18px'],
      base: ['13px', '20px'],
      lg: ['15px', '22px'],
      xl: ['19px', '26px'],
      '2xl': ['23px', '28px'],
      score: ['52px', '52px'],
    },
    extend: {
      keyframes: {
        arrive: { from: { backgroundColor: 'rgb(var(--accent) / 0.16)' } },
        appear: { from: { opacity: '0', transform: 'translateY(-4px)' } },
      },
      animation: {
        arrive: 'arrive 900ms ease-out',
        appear: 'appear 120ms ease-out',
      },
    },
  },
}

export default config
