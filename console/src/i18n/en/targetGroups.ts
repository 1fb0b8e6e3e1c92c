// The texts about target groups.

export const targetGroups = {
  name: 'Target group |||| Target groups',
  whose: 'Target groups of a company',
  new: 'New target group',
  edit: 'Change the target group',
  saved: '%{name} has been saved',
  counted: 'One user |||| %{count} users',
  add: 'Add a user',
  added: '%{name} is in the group',
  remove: 'Take out %{name}',
  removed: '%{name} is in the group no more',
  empty: 'There is no user in it yet.',
  fields: { name: 'Group name', userCount: 'Users', priority: 'Priority', createTime: 'Date created' },
  filters: { name: 'Group name contains', priority: 'Priority is one of' },
  delete: {
    title: 'Delete %{name}?',
    warning: 'The users in it stay.',
    done: '%{name} has been deleted',
  },
}
