import { FindByTyping } from './FindByTyping'

interface Props {
  label: string
  helperText?: string
  onChoose: (company: { id: string; name: string }) => void
}

/** Finds a company by what is typed. */
export function FindCompany(props: Props) {
  return (
    <FindByTyping
      {...props}
      among="companies"
      by="name"
      called={({ name, resellerName }) => (resellerName ? `${name} (${resellerName})` : name)}
    />
  )
}
