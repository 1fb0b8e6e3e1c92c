// The console from outside in: addresses, then what every view shares, then whoever is signed in.

import { useEffect, useMemo } from 'react'
import { AdminContext, useLocale, useTheme, type Store } from 'react-admin'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { PATH } from './api/base'
import { dataProvider } from './api/provider'
import { queries } from './api/queries'
import { Console } from './Console'
import { browserLocale, i18nProvider } from './i18n'
import { Direction } from './i18n/Direction'
import { authProvider } from './session/authProvider'
import { useActingAs } from './session/acting'
import { SignInDialog, SignInPage } from './session/SignIn'
import { useSession } from './session/useSession'
import { kept, newStore } from './store'
import { dark, light } from './theme'

if (!kept.getItem('locale')) kept.setItem('locale', browserLocale())

export function App() {
  const acting = useActingAs()
  // Whoever acts as a company sees another estate: nothing of the one before stays.
  const router = useMemo(() => {
    queries.clear()
    const basename = PATH + (acting ? `/as/${acting}` : '') || '/'
    return createBrowserRouter([{ path: '*', element: <Shared store={newStore()} /> }], { basename })
  }, [acting])
  useEffect(() => () => router.dispose(), [router])
  return <RouterProvider router={router} key={acting} />
}

function Shared({ store }: { store: Store }) {
  return (
    <AdminContext
      authProvider={authProvider}
      dataProvider={dataProvider}
      i18nProvider={i18nProvider}
      queryClient={queries}
      store={store}
      lightTheme={light}
      darkTheme={dark}
    >
      <Direction>
        <Gate />
      </Direction>
    </AdminContext>
  )
}

function Gate() {
  const { stage } = useSession()
  const locale = useLocale()
  const [theme] = useTheme()
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme ?? 'light'
  }, [theme])
  // The address stays as it is: after signing in one is where one wanted to be.
  if (stage === 'out') return <SignInPage />
  return (
    <>
      <Console />
      {stage === 'ended' && <SignInDialog />}
    </>
  )
}
