import { AutocompleteArrayInput } from 'react-admin'
import { useGroups } from '../../shared/lookups'

export function GroupsStep() {
  return (
    <AutocompleteArrayInput
      source="companyGroups"
      choices={useGroups().groups}
      translateChoice={false}
      helperText="resources.companies.hints.groups"
    />
  )
}
