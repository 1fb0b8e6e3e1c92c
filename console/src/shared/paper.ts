// What is on the screen and not on paper, and the other way round.

export const SCREEN_ONLY = { displayPrint: 'none' } as const
export const PAPER_ONLY = { display: 'none', displayPrint: 'block' } as const
