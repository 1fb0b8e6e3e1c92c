// The texts of one's own company, and of moving one.

export const company = {
  name: 'My company',
  licence: 'Licence',
  period: '%{period}, since %{day}',
  used: 'Seats used',
  of: '%{used} of %{seats}',
  free: '%{count} are free',
  over: '%{count} over the limit. %{policy}',
  unlimited: 'Active users; the licence has no limit',
  renewal: 'Renewal',
  in_days: 'Tomorrow |||| In %{count} days',
  today: 'Today',
  days_ago: 'Ended a day ago |||| Ended %{count} days ago',
  policy: {
    Report: 'It is reported to your reseller.',
    Warn: 'Whoever adds users is warned.',
    Refuse: 'New users are refused.',
  },
}

export const move = {
  action: 'Move',
  title: 'Move %{name}',
  from: 'Below now',
  to: 'To be below',
  along: 'Goes along',
  below: 'Itself and the one company below it |||| Itself and the %{count} companies below it',
  alone: 'Itself; there is no company below it',
  choose: 'New reseller',
  hint: 'A company that is a reseller',
  own: 'Directly below %{name}',
  about:
    'Users, licence, history and API clients stay as they are. It leaves the company groups, and the roles end, of those who stand above it no more.',
  done: '%{name} stands below %{to} now',
}

export const lacking = {
  none: 'No view',
  view: 'Your role, %{role}, does not allow this view',
  all: 'Your role, %{role}, allows no view of the console',
  needs: 'It lacks this permission: |||| It lacks these permissions:',
  any: 'It lacks this permission: |||| Any of these permissions opens a view:',
  // The server's own words of what views need, for those whose role may not even read these; a test compares them.
  words: {
    'companies/overview|GET': 'Get an overview of all companies',
    'companies/search|POST': 'List companies with their licences',
    'companies|POST': 'Create a company',
    'companies/{resourceId}|GET': 'Get a company',
    'companies/{resourceId}|PUT': 'Update a company',
    'company-groups/search|POST': 'Search company groups',
    'target-users/search|POST': 'Search target users',
    'target-users|POST': 'Create a target user',
    'target-users/{resourceId}|PUT': 'Update a target user',
    'user-imports|POST': 'Upload a file of users',
    'user-imports/{resourceId}|GET': 'Get an import',
    'target-groups/search|POST': 'Search target groups',
    'companies/clients/search|POST': 'Search API clients',
    'companies/clients|POST': 'Create an API client',
    'companies/clients/{resourceId}|PUT': 'Update an API client',
    'roles/search|POST': 'Search roles',
    'roles|POST': 'Create a role',
    'roles/{resourceId}|PUT': 'Update a role',
    'audit-logs/search|POST': 'Search the audit log',
  } as Record<string, string>,
  ask: 'Whoever manages the roles of your company can give it to you. What the role allows by the API is not touched by this.',
}
