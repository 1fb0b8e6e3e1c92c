// What holds for every view: for those whom movement disturbs, and on paper.

/** Things are there at once, and nothing turns or slides. */
const STILL = {
  '*, *::before, *::after': {
    animationDuration: '0.01ms !important',
    animationIterationCount: '1 !important',
    transitionDuration: '0.01ms !important',
    transitionDelay: '0s !important',
    scrollBehavior: 'auto !important',
  },
}

/** What acts, leads elsewhere or is only for the moment. */
const OF_THE_SCREEN = [
  'header',
  'nav',
  '.RaSidebar-docked',
  '.RaLayout-appFrame ~ *',
  '.RaList-actions',
  '.MuiTablePagination-root',
  '.MuiTableCell-paddingCheckbox',
  '.MuiTableSortLabel-icon',
  '.MuiSnackbar-root',
  '.MuiBackdrop-root',
  'button:not(.MuiLink-root)',
  '.RaDataTable-expandIconCell > *',
]

const PAPER = {
  [OF_THE_SCREEN.join(', ')]: { display: 'none !important' },
  body: { overflow: 'visible !important', printColorAdjust: 'exact' },
  'html, body, .layout, .RaLayout-content': { background: 'none !important' },
  '.RaLayout-appFrame, .RaLayout-content': { margin: '0 !important', padding: '0 !important' },
  // What is laid out in boxes side by side or below each other is not broken into pages well.
  '.layout, .RaLayout-appFrame, .RaLayout-contentWithSidebar, .RaLayout-content': { display: 'block !important' },
  '.MuiPaper-root': { boxShadow: 'none !important' },
  '.MuiCard-root': { breakInside: 'avoid' },
  '.RaList-content': { breakInside: 'auto' },
  tr: { breakInside: 'avoid' },
  thead: { display: 'table-header-group' },
  // Whatever has been opened over a view is what is printed.
  'body:has(> .MuiDrawer-modal) > #root': { display: 'none' },
  '.MuiDrawer-modal, .MuiDrawer-paper': { position: 'static !important', width: '100% !important', height: 'auto' },
  '.MuiTable-root': { width: '100%' },
  '.MuiTable-root .MuiTableCell-root': { fontSize: '8.5pt', padding: '2pt 4pt', overflowWrap: 'break-word' },
  // It was drawn as large as it was in the window.
  '.recharts-wrapper, .recharts-surface': { width: '100% !important', height: '100% !important' },
}

export const EVERYWHERE = {
  '@media (prefers-reduced-motion: reduce)': STILL,
  '@page': { size: 'A4 landscape', margin: '12mm' },
  '@media print': PAPER,
}
