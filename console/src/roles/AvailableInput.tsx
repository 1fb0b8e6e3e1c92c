import { Autocomplete, Box, Chip, Stack, TextField } from '@mui/material'
import { RadioButtonGroupInput, useInput, useTranslate } from 'react-admin'
import { useWatch } from 'react-hook-form'
import { useMay } from '../session/useSession'
import { FindCompany } from '../shared/FindCompany'
import { useGroups } from '../shared/lookups'
import { REACHES, type Offer } from './roles'

/** Who may hand the role out: the company that it belongs to, those below it, or some of them. */
export function AvailableInput() {
  const reach: unknown = useWatch({ name: 'reach' })
  return (
    <>
      <RadioButtonGroupInput
        source="reach"
        label="resources.roles.fields.availableFor"
        row={false}
        choices={REACHES.map((id) => ({ id, name: `resources.roles.available.${id}` }))}
      />
      {reach === 'Some' && <Whom />}
    </>
  )
}

function Whom() {
  const translate = useTranslate()
  const { field } = useInput({ source: 'whom', defaultValue: [] })
  const chosen = field.value as Offer[]
  const mayFind = useMay('companies/search|POST')
  const mayGroups = useMay('company-groups|GET')
  const { groups, error } = useGroups(mayGroups)
  const unread = error && translate(error.message, { _: error.message })
  const without = (id: string | null) => chosen.filter(({ resourceId }) => resourceId !== id)
  const add = (type: string, { id, name }: { id: string; name: string }) =>
    field.onChange([...without(id), { type, resourceId: id, name }])
  return (
    <Box sx={{ mb: 2 }}>
      <Stack direction="row" component="ul" sx={{ gap: 0.5, flexWrap: 'wrap', m: 0, p: 0, listStyle: 'none' }}>
        {chosen.map(({ type, resourceId, name }) => (
          <li key={resourceId}>
            <Chip
              label={translate(`resources.roles.available.${type}`, { name: name ?? '' })}
              onDelete={() => field.onChange(without(resourceId))}
            />
          </li>
        ))}
      </Stack>
      {mayFind && (
        <FindCompany label={translate('resources.roles.add_company')} onChoose={(company) => add('Company', company)} />
      )}
      {mayGroups && (
        <Autocomplete
          options={groups}
          value={null}
          blurOnSelect
          noOptionsText={unread ?? undefined}
          getOptionKey={({ id }) => id}
          getOptionLabel={({ name }) => name}
          onChange={(_, group) => group && add('CompanyGroup', group)}
          renderInput={(params) => (
            <TextField
              {...params}
              margin="dense"
              label={translate('resources.roles.add_group')}
              error={unread !== null}
              helperText={unread}
            />
          )}
        />
      )}
    </Box>
  )
}
