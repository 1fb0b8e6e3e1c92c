import { QueryClient } from '@tanstack/react-query'

/**
 * What has been read. A request that fails is not sent again in silence: the person is told at
 * once, also when the browser believes that there is no network.
 */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { retry: false, networkMode: 'always' },
  },
})
