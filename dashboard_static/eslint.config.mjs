import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['.next/**', 'out/**', 'out-below/**', 'node_modules/**', 'next-env.d.ts', 'lib/api/messages.ts'] },
  ...tseslint.configs.strict,
  hooks.configs.flat['recommended-latest'],
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 220, skipBlankLines: true }],
      // The compiler is not used; rows and charts are memoised by hand where it was measured.
      'react-hooks/incompatible-library': 'off',
    },
  },
)
