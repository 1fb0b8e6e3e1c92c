// The texts of the overview.

export const overview = {
  name: 'Overview',
  month: 'Month',
  type: 'Licence type',
  companies: 'Companies',
  over: 'Over the limit',
  sold: 'Sold',
  used: 'Used',
  sold_now: 'Seats sold',
  used_now: 'Seats used',
  of_sold: '%{part} of those sold',
  seats_of: 'Seats',
  users: 'Target users',
  seats: {
    title: 'Seats sold and used (past months with today’s seats)',
    about:
      'At the end of each month, this month as of now, of the companies with a limit whose licence had not ended. What each had sold then is not kept: the seats are those of today. A month leads to these companies, by the users that they added in it.',
  },
  renewals: {
    title: 'Licences that end',
    about:
      'In the next 12 months, by each company’s own calendar. A month leads to the companies whose licence ends in it.',
  },
  types: { title: 'Licences by type', about: 'A type leads to its companies.' },
  newest: { title: 'Newest changes', all: 'All changes' },
  empty: {
    title: 'There is no company yet',
    create: 'Create the first one, with its licence. What is sold, used and up for renewal will then stand here.',
    wait: 'Once there is one, what is sold, used and up for renewal will stand here.',
  },
}
