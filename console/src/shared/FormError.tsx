import { useFormState } from 'react-hook-form'
import { OVERTAKEN } from '../api/errors'
import { ErrorText } from './ErrorText'

/** Why the form was not saved, if that is no matter of a field. That somebody was faster is said by Overtaken. */
export function FormError() {
  const { errors } = useFormState()
  const said = errors.root?.['serverError']?.message
  if (!said || said === OVERTAKEN) return null
  return <ErrorText error={new Error(said)} />
}
