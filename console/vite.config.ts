import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// For work on the console: `npm run dev`, with the program on its usual address.
const program = 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  // The program may be served below a path of its host: the page's base says where.
  base: './',
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    target: 'es2022',
    // The policy that the program sends lets no data: script or style through.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/api': program, '/connect': program, '/logos': program, '/docs': program } },
})
