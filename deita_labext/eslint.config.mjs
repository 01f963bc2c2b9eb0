import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: ['.yarn', 'coverage', 'kernel', 'labextension', 'lib', 'node_modules']
  },
  eslint.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname }
    },
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      eqeqeq: ['error', 'smart'],
      'no-console': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true }
      ],
      // JupyterLab's own way to name the options of a class.
      '@typescript-eslint/no-namespace': 'off',
      // TypeScript keeps what it knew of a flag over an await; others may have set it.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Lumino's signals take the method and its `this` apart.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true }
      ]
    }
  },
  {
    files: ['src/api/contract.ts'],
    rules: { '@typescript-eslint/no-redundant-type-constituents': 'off' }
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        ...Object.fromEntries(
          [
            'AbortController',
            'AbortSignal',
            'DOMException',
            'Headers',
            'ReadableStream',
            'Request',
            'Response',
            'TextDecoder',
            'TextEncoder',
            'fetch'
          ].map(name => [name, 'readonly'])
        )
      }
    }
  },
  prettier
);
