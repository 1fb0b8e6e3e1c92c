// The texts of target users.

import type { Field } from '../../users'

export const users = {
  name: 'Target user |||| Target users',
  new: 'New target user',
  saved: '%{name} has been saved',
  whose: 'Target users of a company',
  choose: 'Find a company',
  other: 'Another company',
  not_deleted: 'All but the deleted',
  of_company: 'As the company',
  hint: 'Empty: as the company',
  activate: 'Activate',
  deactivate: 'Deactivate',
  overtaken: 'Somebody else changed this user meanwhile. What you typed is still here.',
  counts: { active: 'Active', inactive: 'Inactive', deleted: 'Deleted', monthly: 'Added this month' },
  status: { Active: 'Active', Inactive: 'Inactive', Deleted: 'Deleted' },
  priority: { VeryLow: 'Very low', Low: 'Low', Medium: 'Medium', High: 'High', VeryHigh: 'Very high' },
  fields: {
    email: 'E-mail',
    firstName: 'First name',
    lastName: 'Last name',
    department: 'Department',
    phoneNumber: 'Phone number',
    priority: 'Priority',
    status: 'Status',
    isActive: 'Active: fills a seat',
    preferredLanguageId: 'Language',
    timeZoneId: 'Time zone',
    createTime: 'Date created',
    updateTime: 'Last changed',
  } satisfies Record<Field, string>,
  delete: {
    title: 'Delete this user? |||| Delete these %{smart_count} users?',
    warning: 'Seats become free at once. Adding the same address again brings the same person back.',
    done: 'The user has been deleted |||| %{smart_count} users have been deleted',
  },
}
