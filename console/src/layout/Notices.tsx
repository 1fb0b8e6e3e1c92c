import { Notification } from 'react-admin'

/** What has been done, or refused; several broken rules stand on a line each. */
export function Notices() {
  return <Notification multiLine autoHideDuration={6000} />
}
