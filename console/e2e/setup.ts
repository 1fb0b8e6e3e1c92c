// Before all tests: companies whose names are every kind of markup, which no view may run, and no
// test may trip over; one that was changed, for the views of what was; and roles to compare.

import { changeCompany, makeCompany, makeRole } from './api'

export const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(document.domain)</script>',
  "'; drop table companies; --",
  '{{constructor.constructor("alert(1)")()}}',
  '%{name} |||| ${name}',
  '=HYPERLINK("http://example.com","x")',
  'javascript:alert(1)',
  '\u2067dlrow olleh\u2069',
  '&lt;b&gt;&amp;&nbsp;',
  '[link](http://example.com) **bold**',
  '日本語 שלום العربية 👩‍👩‍👧',
]

export default async function setup() {
  for (const name of HOSTILE) await makeCompany(name, { Tags: [name.slice(0, 50)], Description: name })
  const name = 'Brackenhollow Bakeries'
  const id = await makeCompany(name, { Tags: ['north'] })
  await changeCompany(id, name, { Tags: ['north', 'renews early'], NumberOfUsers: 25, Address: '4 Mill Lane' })
  await makeRole('Audit reader', ['audit-logs/search|POST', 'audit-logs/export|POST', 'companies/my|GET'])
  await makeRole(HOSTILE[4] ?? '', ['companies/my|GET'], { description: HOSTILE[0] })
  await makeRole('Support desk', ['target-users/search|POST', 'target-users/{resourceId}|GET', 'companies/my|GET'])
  await makeRole('Billing', ['companies/search|POST', 'companies/search/export|POST', 'lookups/licenses|GET'], {
    description: 'Reads companies and exports them',
    availableForRequests: [{ type: 'Company', resourceId: id }],
  })
}
