import { defineConfig } from '@playwright/test'
import tests from './playwright.config'

export default defineConfig(tests, {
  testDir: 'e2e/screenshots',
  testMatch: '*.ts',
  testIgnore: [],
  timeout: 240_000,
})
