import { defineConfig } from '@playwright/test'
import tests from './playwright.config'

export default defineConfig(tests, {
  testDir: 'e2e/timing',
  testMatch: '*.ts',
  timeout: 300_000,
  workers: 1,
  reporter: [['line']],
})
