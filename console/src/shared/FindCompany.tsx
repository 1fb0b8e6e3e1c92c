import { searchCompanies } from '../companies/companies'
import { FindByTyping } from './FindByTyping'

interface Found {
  id: string
  name: string
  resellerName: string | null
}

interface Props {
  label: string
  helperText?: string
  onChoose: (company: Found) => void
}

const SHOWN = 20

/** Finds a company by what is typed. */
export function FindCompany({ label, helperText, onChoose }: Props) {
  async function find(text: string, signal: AbortSignal): Promise<Found[]> {
    const body = {
      pageNumber: 1,
      pageSize: SHOWN,
      orderBy: 'CompanyName' as const,
      ascending: true,
      filter: text ? { searchInputTextValue: text } : null,
    }
    const { results } = await searchCompanies(body, signal)
    return results.map(({ resourceId: id, name, resellerName }) => ({ id, name, resellerName }))
  }
  return (
    <FindByTyping
      label={label}
      helperText={helperText}
      of={['companies', 'find']}
      find={find}
      called={({ name, resellerName }) => (resellerName ? `${name} (${resellerName})` : name)}
      onChoose={onChoose}
    />
  )
}
