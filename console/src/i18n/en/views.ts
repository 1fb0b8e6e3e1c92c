// The texts of the ways between views, and of views that a role does not allow.

export const views = {
  nav: 'Views',
  nothing: 'Nothing is at this address',
  nothing_about: 'The console has no view at %{address}: it was mistyped, or what it named is gone.',
  first: 'Go to the first view',
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
