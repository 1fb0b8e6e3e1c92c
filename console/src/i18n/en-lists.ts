// The texts that every list has, and what its rows are called.

export const lists = {
  counted: {
    companies: '%{count} company |||| %{count} companies',
    groups: '%{count} company group |||| %{count} company groups',
    users: '%{count} user |||| %{count} users',
    'target-groups': '%{count} target group |||| %{count} target groups',
    clients: '%{count} API client |||| %{count} API clients',
    audit: '%{count} change |||| %{count} changes',
  },
  none: {
    companies: 'There is no company yet.',
    groups: 'There is no company group yet.',
    users: 'There is no user yet.',
    'target-groups': 'There is no target group yet.',
    clients: 'There is no API client yet.',
    audit: 'Nothing has been changed yet.',
  },
  no_match: {
    companies: 'No company is found with these filters.',
    groups: 'No company group is found with these filters.',
    users: 'No user is found with these filters.',
    'target-groups': 'No target group is found with these filters.',
    clients: 'No API client is found with these filters.',
    audit: 'No change is found with these filters.',
  },
  ticked: '%{count} ticked',
  not_shown: '%{hidden} of %{count} is not shown |||| %{hidden} of %{count} are not shown',
  untick_hidden: 'Untick it |||| Untick them',
  compact: 'Compact rows',
  select_matching: 'Select all %{count} that match',
  more: 'and %{count} more',
  over_by: '%{count} over',
  over_limit: 'Over the limit by %{count}',
  part_used: '%{part} of the limit is used',
  lapsed: 'Lapsed',
  lapsed_when: 'Lapsed %{when}',
  filter: 'Filter: %{words}',
  no_filter: 'No filter',
  printed: 'Printed %{time}',
  range: '%{from}–%{to} of %{counted}',
}

/** What react-admin calls saved queries. */
export const saved = {
  label: 'Saved filters',
  query_name: 'Name',
  new_label: 'Save these filters…',
  new_dialog_title: 'Save these filters',
  remove_label: 'Remove saved filters',
  remove_label_with_name: 'Remove “%{name}”',
  remove_dialog_title: 'Remove these saved filters?',
  remove_message: 'Only what was saved goes. The list stays as it is.',
  help: 'Filter the list, then save its filters for later.',
}

export const views = {
  nav: 'Views',
  nothing: 'Nothing is at this address',
  nothing_about: 'The console has no view at %{address}: it was mistyped, or what it named is gone.',
  first: 'Go to the first view',
}
