// The API's sentences in words of the console. The API speaks to programs, in English and by the names of its fields:
// each sentence that it can say of what is done here is known by its form, and told in the person's language.

interface Words {
  translate: (key: string, options?: object) => string
  locale: string
  /** What the labels of companies' and users' fields are called in the catalogues, by the API's names of them in lower case. */
  labels: Readonly<Record<string, string>>
}

/** The labels of the API's other fields, by their names there in lower case. */
const FIELDS: Readonly<Record<string, string>> = {
  name: 'resources.audit.labels.name',
  logourl: 'resources.companies.fields.logo',
  monthlyactiveuser: 'resources.companies.filters.month',
  roleresourceidlist: 'resources.clients.fields.roleResourceIdList',
  allowedipaddresses: 'resources.clients.fields.allowedIpAddresses',
  hasipaddressrestriction: 'resources.clients.fields.hasIpAddressRestriction',
  clientid: 'resources.clients.fields.clientId',
  graceperiodhours: 'resources.clients.rotate.hours',
  permissionresourceidlist: 'resources.roles.fields.permissions',
  availableforrequests: 'resources.roles.fields.availableFor',
  resellerresourceid: 'resources.companies.move.to',
  targetgroupresourceids: 'resources.target-groups.name',
  targetuserresourceids: 'resources.users.name',
  companyresourceidarray: 'resources.companies.name',
  titlerow: 'resources.imports.read_as.title_row',
  sheet: 'resources.imports.read_as.sheet',
  charset: 'resources.imports.read_as.charset',
}

// `{field}` stands for the name of a field, `{max#}` for a number, `{rest}` for any text; the words may tell each again.
const SHAPES: readonly (readonly [shape: string, key: string])[] = [
  ['orderBy {rest}', 'list'],
  ['pageNumber {rest}', 'list'],
  ['pageSize {rest}', 'list'],
  ['{field} is required when the period is Custom', 'end_required'],
  ['{field} is required: it must hold something that can be seen', 'invisible'],
  ['{field} is required', 'required'],
  ['{field} must not be empty', 'required'],
  ['{field} must be at most {max#} characters long', 'too_long'],
  ['{field} items must be at most {max#} characters long', 'item_too_long'],
  ['{field} items must not be empty', 'item_empty'],
  ['{field} must have at most {max#} items', 'too_many'],
  ['{field} must not contain line breaks, control characters or bidirectional overrides', 'misleading'],
  ['{field} must not contain control characters', 'misleading'],
  ['{field} items must not contain control characters', 'misleading'],
  ['{field} must not contain a NUL character', 'misleading'],
  ['{field} must be a whole number from {min#} to {max#}', 'whole'],
  ['{field} must be true or false', 'not_taken'],
  ['{field} is given more than once', 'not_taken'],
  ['{field} must be a string', 'not_taken'],
  ['{field} must be an array of strings', 'not_taken'],
  ['{field} must be a date-time {rest}', 'date'],
  ['{field} must be an address such as name@company.example', 'email'],
  ['{field} must be an address that begins with http:// or https://', 'web'],
  ['{field} must be an https address', 'web'],
  ['{field} must be a Windows or IANA time zone id{rest}', 'unknown'],
  ['{field} is unknown{rest}', 'unknown'],
  ['{field} has an unknown module{rest}', 'unknown'],
  ['{field} must be one of {known}', 'one_of'],
  ['{field} must be Report, Warn or Refuse', 'unknown'],
  ['{field} must be VeryLow, Low, Medium, High or VeryHigh', 'priority'],
  ['{field} must be true or false, yes or no, Active or Inactive', 'active'],
  ['{field} must not be in the past', 'past'],
  ['{field} must be after LicenseStartDate', 'end_first'],
  ['{field} is too late for this period', 'too_late'],
  ['{field}: companies stand at most {max#} deep', 'too_deep'],
  ['{field} must be a PNG, JPEG, GIF or WebP picture', 'picture'],
  ['{field} must be a picture of at most {max#} pixels a side', 'picture_side'],
  ['{field} must be at most 2 MiB', 'picture_size'],
  ['{field} must not be the company itself or below it', 'move_below'],
  ['{field}: {id} is not a reseller that you manage', 'no_reseller'],
  ['{field}: {id} is not a {what} that you manage', 'not_yours'],
  ['{field} must name at least one permission', 'no_permission'],
  ['{field}: {id} is not a permission{rest}', 'unknown'],
  ['X-KEEPNET-Company-Id must name a reseller to {rest}', 'reseller_only'],
  ['Role should be selected{rest}', 'no_role'],
  ['Invalid ip address: allowedIpAddresses must name {rest}', 'no_address'],
  ['Invalid ip address: {text} (allowedIpAddresses {rest}', 'address'],
  ['filter{path}: {field} {rest}', 'filter'],
  ['filter{path}', 'filter_any'],
  ['email is the same as in row {row#}', 'same_row'],
  ['the cell has bytes that are no text in {charset}', 'cell_text'],
  ['the cell holds the error {error}', 'cell_error'],
  ['the formula has no stored value{rest}', 'cell_formula'],
  ['mapping must say which column is the email', 'no_email'],
  ['mapping[{at}]: {field} is mapped more than once', 'mapped_twice'],
  ['mapping[{at}]: column {column#} is mapped more than once', 'column_twice'],
  ['mapping names column {column#}, but the file has {count#}', 'column_gone'],
  ['{field} must be a row that holds titles; row {row#} of the file is empty', 'title_row'],
  ["{field} must be one of the workbook's: {known}", 'one_of'],
  ['charset {name} is unknown{rest}', 'charset'],
  ['rows must be row numbers from {row#} on', 'rows'],
  ['rows: {row#} is not a row of the file', 'rows'],
  ['rows must {rest}', 'rows_count'],
  ['The file is empty', 'file_empty'],
  ['The file has no rows', 'file_empty'],
  ['The file has a row of titles and no other', 'file_titles'],
  ['The file is an Excel workbook of the old kind {rest}', 'file_old'],
  ['The file is packed (gzip){rest}', 'file_packed'],
  ['The file is damaged{rest}', 'file_damaged'],
  ['The file is no Excel workbook that can be read{rest}', 'file_damaged'],
  ['The file is no CSV{rest}', 'file_csv'],
  ['The file must be at most 256 MiB', 'file_size'],
  ['A file may have at most {max#} rows', 'file_rows'],
  ['Row {row#} has {count#} columns; a file may have at most {max#}', 'file_columns'],
  ['Row {row#} and a million cells before it hold formulas without a stored value', 'cell_formula'],
  ['The workbook has more than {max#} parts', 'file_large'],
  ['The workbook is too large when unpacked{rest}', 'file_large'],
  ['The workbook has no worksheet{rest}', 'file_sheet'],
  ['{count#} rows break a rule; mend the file and {rest}', 'rows_broken'],
  ['No column is known to be the email{rest}', 'no_email'],
  ['Its rows are still being read; wait for it', 'import_reading'],
  ['It is under way already{rest}', 'import_under_way'],
  ['It is under way; wait for it{rest}', 'import_under_way'],
  ['It is done already{rest}', 'import_done'],
  ['It has been started{rest}', 'import_done'],
  ['It was undone; upload the file again', 'import_undone'],
  ['It was changed meanwhile; {rest}', 'changed'],
  ['Its file is not kept any more{rest}', 'import_gone'],
  ['Another import of this company is under way; wait for it', 'import_other'],
  ['Another import of this company, {rest}, has lost its server; start that one again first', 'import_other_lost'],
  ['Reading it was cut off; upload the file again', 'import_cut_off'],
  ['Only an import that is done can be undone', 'undo_only'],
  ['The month that it counts in has ended{rest}', 'undo_month'],
  ['A later import stands on it; undo that one first', 'undo_later'],
  ['Another user of this company has this email{rest}', 'email_taken'],
  [
    'The licence is limited to {limit#} active users ({most#} with the grace of {grace#} per cent) and has {active#}; raise {rest}',
    'full_grace',
  ],
  ['The licence is limited to {limit#} active users and has {active#}; raise {rest}', 'full'],
  ['The licence is limited to {limit#} active users and has {active#}', 'over'],
  ['This reseller still has companies below it{rest}', 'has_companies'],
  ['This reseller still has company groups{rest}', 'has_groups'],
  ['This reseller still has roles of its own{rest}', 'has_roles'],
  ['This company still has companies below it{rest}', 'has_companies'],
  ['The company {id} has companies below it that are not deleted with it{rest}', 'has_companies'],
  ['This {what} was changed meanwhile; try again', 'changed'],
  ['Something it refers to was changed meanwhile; read and try again', 'changed'],
  ['The API client {name} holds a role of a reseller that would stand above it no more{rest}', 'move_role'],
  ['Your own company can be changed only by a reseller above it', 'own_company'],
  ['This clientId is taken; generate another', 'client_taken'],
  ['The secret of {name} that would end was used at {time}; {rest}', 'secret_used'],
  ['This role is held by the API clients {names}; give them another role first', 'role_held'],
  ['The built-in roles cannot be changed', 'role_built_in'],
  ['The role Reseller is for resellers, which this company is not', 'role_reseller'],
  ['The role {role} allows more than yours; ask somebody who holds it', 'role_above'],
  ['You cannot hand out {name}: you do not hold it yourself', 'role_hand_out'],
  ['The role {role} lacks the permission for this operation', 'lacking'],
  ['This credential may not be used from your address', 'from_here'],
  ['This {what} is not one {rest}', 'other_company'],
  ['{thing} not found', 'not_found'],
  ['Invalid request', 'invalid'],
  ['The body must be at most {max#} bytes', 'body_size'],
  ['The server is busy; try again shortly', 'busy'],
  ['Another change was in the way; try again shortly', 'busy'],
  ['Too many pictures are being read; try again shortly', 'busy'],
  ['The database is not available; try again shortly', 'busy'],
  ['The request took too long and was stopped; {rest}', 'too_slow'],
  ['The request took too long; its outcome is unknown{rest}', 'outcome'],
  ['The outcome is unknown{rest}', 'outcome'],
  ['The body did not arrive in time', 'cut'],
  ['The body ended before its length', 'cut'],
  ['Something went wrong on our side; the request id is {id}', 'ours'],
  ['Something went wrong on our side', 'unknown_fault'],
]

const RULES = SHAPES.map(([shape, key]) => [patternOf(shape), key] as const)

function patternOf(shape: string) {
  const parts = shape.split(/(\{\w+#?\})/).map((part) => {
    const [, name, kind] = /^\{(\w+)(#?)\}$/.exec(part) ?? []
    if (!name) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    if (kind === '#') return `(?<${name}>\\d+)`
    return name === 'field' ? '(?<field>[A-Za-z]+)' : `(?<${name}>.*)`
  })
  return new RegExp(`^${parts.join('')}$`, 's')
}

/** What the API calls a thing that is not there, and its name here. */
const THINGS: Readonly<Record<string, string>> = {
  company: 'resources.companies.name',
  'company group': 'resources.groups.name',
  'api client': 'resources.clients.name',
  role: 'resources.roles.name',
  'target user': 'resources.users.name',
  'target group': 'resources.target-groups.name',
  import: 'resources.imports.title',
  logo: 'resources.companies.fields.logo',
}

/** What the API said, in words; undefined if it is none of its sentences. Several stand on a line each. */
export function told(said: string, words: Words): string | undefined {
  if (!/\s/.test(said)) return undefined
  const lines = said.split('\n').map((line) => [line, lineOf(line, words)] as const)
  if (lines.every(([, line]) => line === undefined)) return undefined
  return [...new Set(lines.map(([line, known]) => known ?? line))].join('\n')
}

function lineOf(line: string, words: Words): string | undefined {
  const { translate, locale } = words
  for (const [pattern, key] of RULES) {
    const found = pattern.exec(line)
    if (!found) continue
    const values: Record<string, string> = {}
    for (const [name, value = ''] of Object.entries(found.groups ?? {})) {
      if (name === 'field') values['field'] = fieldOf(value, words)
      else if (name === 'thing' || name === 'what') values[name] = thingOf(value, translate)
      else
        values[name] = /^\d+$/.test(value)
          ? new Intl.NumberFormat(locale).format(Number(value))
          : momentOf(value, locale)
    }
    return translate(`tenantry.rules.${key}`, values)
  }
  return undefined
}

function fieldOf(name: string, { translate, labels }: Words) {
  // A company's name is called so on its form; whatever else has a name calls it that.
  if (name === 'Name') return translate('resources.companies.fields.name')
  const label = FIELDS[name.toLowerCase()] ?? labels[name.toLowerCase()]
  return label ? translate(label, { smart_count: 2 }) : name
}

function thingOf(name: string, translate: Words['translate']) {
  const label = THINGS[name.toLowerCase()]
  return label ? translate(label, { smart_count: 1 }) : name
}

function momentOf(text: string, locale: string) {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return text
  return new Intl.DateTimeFormat(locale, { calendar: 'gregory', dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(text),
  )
}
