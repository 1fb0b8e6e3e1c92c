// Where the program is reached: at the root of its host, or below a path of it (`--public-url`), which the page itself says
// in its `base`.

const base = new URL('.', document.baseURI)

/** The address without a slash at its end. */
export const ADDRESS = base.href.replace(/\/$/, '')

/** Its path, as addresses of the console begin; empty at the root. */
export const PATH = base.pathname.replace(/\/$/, '')
