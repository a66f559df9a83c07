import js from '@eslint/js'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'

/** Layers of src/ from bottom to top, and what each may import. */
const LAYERS = {
  domain: [],
  outbox: ['domain'],
  storage: ['domain', 'outbox'],
  api: ['domain', 'outbox'],
  sync: ['domain', 'outbox', 'storage', 'api'],
  phone: ['domain', 'outbox', 'storage', 'api', 'sync'],
  i18n: [],
  ui: ['domain', 'i18n'],
  patrol: ['domain', 'outbox', 'storage', 'api', 'sync', 'phone', 'ui', 'i18n'],
  console: ['domain', 'api', 'ui', 'i18n'],
  feedback: ['domain', 'ui', 'i18n'],
  merchant: ['domain', 'ui', 'i18n'],
}

/** An import of any of these folders, by alias or by relative path. */
function banned(layers, message) {
  return { regex: `^(@|\\.\\.?(/\\.\\.)*)/(${layers.join('|')})(/|$)`, message }
}

function layerRules([layer, allowed]) {
  const others = Object.keys(LAYERS).filter((other) => other !== layer && !allowed.includes(other))
  return {
    files: [`src/${layer}/**/*.{ts,vue}`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [banned(others, `${layer} may import only: ${allowed.join(', ') || 'nothing'}.`)] },
      ],
    },
  }
}

const NO_TRANSPORT = 'Screens show state; fetching and storing live in useX.ts and below.'
const notForScreens = banned(['storage', 'api', 'sync'], NO_TRANSPORT)

function screenRules([layer, allowed]) {
  const others = Object.keys(LAYERS).filter((other) => other !== layer && !allowed.includes(other))
  return {
    files: [`src/${layer}/**/*.vue`],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'dexie', message: NO_TRANSPORT }], patterns: [banned(others, `${layer} may not import this.`), notForScreens] },
      ],
      'no-restricted-globals': ['error', 'fetch', 'indexedDB', 'XMLHttpRequest'],
    },
  }
}

export default tseslint.config(
  { ignores: ['dist/**', 'dev-dist/**', 'public/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    languageOptions: { globals: { ...globals.browser, ...globals.serviceworker } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-console': 'error',
      'max-lines': ['error', 250],
      '@typescript-eslint/consistent-type-imports': 'error',
      // tsc knows undefined names better, including types.
      'no-undef': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always', normal: 'never', component: 'always' } }],
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
    },
  },
  ...Object.entries(LAYERS).map(layerRules),
  ...['ui', 'patrol', 'console'].map((layer) => screenRules([layer, LAYERS[layer]])),
  { files: ['scripts/**'], languageOptions: { globals: globals.node }, rules: { 'no-console': 'off' } },
  { files: ['**/*.test.ts'], rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' } },
)
