// The texts of company groups.

export const groups = {
  name: 'Company group |||| Company groups',
  new: 'New company group',
  rename: 'Rename',
  saved: '%{name} has been saved',
  as_list: 'Show in the list',
  add: 'Add a company',
  added: '%{name} is in the group',
  remove: 'Take out %{name}',
  removed: '%{name} is in the group no more',
  empty: 'There is no company in it yet.',
  fields: { name: 'Group name', companyCount: 'Companies', createTime: 'Date created' },
  filters: {
    name: 'Group name contains',
    companies_min: 'Companies, at least',
    companies_max: 'Companies, at most',
    created_from: 'Created on or after',
    created_before: 'Created before',
  },
  delete: {
    title: 'Delete this group? |||| Delete these %{smart_count} groups?',
    warning: 'The companies in it stay.',
    done: 'The group has been deleted |||| %{smart_count} groups have been deleted',
  },
}
