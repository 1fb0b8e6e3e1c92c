import { ask, changeCompany, makeCompany, unique } from './api'
import { expect, test } from './test'

for (const width of [1440, 390]) {
  test(`a change is listed with what was before and is after, side by side, ${width} wide`, async ({ page, enter }) => {
    await page.setViewportSize({ width, height: 900 })
    const name = unique('Audited')
    const id = await makeCompany(name, { Tags: ['x'] })
    await changeCompany(id, name, { NumberOfUsers: 44 })
    await enter(`/audit?filter=${encodeURIComponent(JSON.stringify({ thing: id }))}`)
    await expect(page.getByText(`Company created: ${name}`)).toBeVisible()
    await page.getByRole('button', { name: `${name}: Seats 10 → 44` }).press('Enter')
    const sides = page.getByRole('group', { name: 'Before and after' })
    const moved = sides.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Seats' }) })
    await expect(moved.getByRole('cell')).toHaveText(['10', '44'])
    await expect(sides.getByRole('rowheader')).toHaveCount(1)
    await page.getByRole('button', { name: 'Show what has not changed as well' }).click()
    await expect(sides.getByRole('rowheader', { name: 'Name', exact: true })).toBeVisible()
  })
}

test('the audit log is filtered by what was done and of what', async ({ page, enter }) => {
  await enter(
    `/audit?filter=${encodeURIComponent(JSON.stringify({ entity: ['companyGroup'], operation: ['create'] }))}`,
  )
  await ask('POST', 'company-groups', { name: unique('Seen') })
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByText(/Company group created: Seen/).first()).toBeVisible()
  await expect(page.getByText(/Company created/)).toHaveCount(0)
})
