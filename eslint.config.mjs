import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';
import { roomRules } from './src/rooms.mjs';

/** What the pure rooms must not know: clocks, chance and waiting. */
const purity = {
  files: ['src/{shared,timeline,contract,planner,ffmpeg,mp4,sync,autocut,interchange}/**/*.ts'],
  rules: {
    'no-restricted-globals': [
      'error',
      { name: 'Date', message: 'Pure rooms have no clock; take the instant as a parameter.' },
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Math', property: 'random', message: 'Pure rooms are deterministic.' },
    ],
    'no-restricted-syntax': [
      'error',
      { selector: 'FunctionDeclaration[async=true]', message: 'Pure rooms do not wait.' },
      { selector: 'ArrowFunctionExpression[async=true]', message: 'Pure rooms do not wait.' },
    ],
  },
};

/** What a reader can hold in mind (blank lines and comments not counted where they help). */
const sizes = [
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    rules: { 'max-lines': ['error', { max: 250, skipBlankLines: true }] },
  },
  {
    files: ['src/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }] },
  },
  {
    // Markup takes a line for each attribute.
    files: ['src/**/*.tsx'],
    rules: { 'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['tests/**/*.ts', 'tests/**/*.tsx'],
    rules: { 'max-lines': ['error', { max: 300, skipBlankLines: true }] },
  },
];

/** What a process was started with is looked at once, where it is checked. */
const surroundings = {
  files: ['src/**/*.{ts,tsx}'],
  ignores: ['src/server/settings/config.ts'],
  rules: {
    'no-restricted-properties': [
      'error',
      {
        object: 'process',
        property: 'env',
        message:
          'The environment is read in server/settings/config.ts alone; take what you need as an option.',
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'tests/e2e/editors',
      '.next',
      'next-env.d.ts',
      'data',
      '**/*.mjs',
      'tests/fixtures/children/**',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-params': ['error', 3],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.tsx', 'src/client/**/*.ts', 'src/editor/**/*.ts'],
    ...reactHooks.configs.flat['recommended-latest'],
  },
  {
    files: ['tests/**/*.ts', 'tests/**/*.tsx'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      'max-params': 'off',
    },
  },
  ...sizes,
  surroundings,
  purity,
  ...roomRules,
);
