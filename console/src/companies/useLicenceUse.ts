import { useOne } from '../api/records'
import { useMay } from '../session/useSession'

/** How the seats of a company's licence are used just now, for those who may know it. */
export function useLicenceUse(id: string) {
  return useOne('companies/use', id, { enabled: useMay('companies/{resourceId}/license-check|GET') })
}
