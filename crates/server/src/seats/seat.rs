//! The counters of one company's seats, held still while they move.

use super::store;
use crate::access::Tx;
use crate::access::store::require_company;
use crate::clock::Millis;
use crate::companies::company::LimitPolicy;
use crate::companies::shift_totals;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, UserId};

/// Whether a user fills a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatStatus {
    Inactive,
    Active,
    Deleted,
}

impl crate::table::Stored for SeatStatus {
    fn found(row: &db::Row, at: usize) -> std::result::Result<Option<Self>, db::Error> {
        row.opt_int(at)?.map(Self::stored).transpose()
    }

    fn kept(&self) -> db::Val<'_> {
        self.code().into()
    }
}

impl SeatStatus {
    pub const ALL: [Self; 3] = [Self::Inactive, Self::Active, Self::Deleted];

    pub fn of_active(active: bool) -> Self {
        if active { Self::Active } else { Self::Inactive }
    }

    /// As it is stored.
    pub fn code(self) -> i64 {
        match self {
            Self::Inactive => 0,
            Self::Active => 1,
            Self::Deleted => 2,
        }
    }

    pub fn stored(code: i64) -> std::result::Result<Self, db::Error> {
        let known = Self::ALL.into_iter().find(|status| status.code() == code);
        known.ok_or_else(|| db::Error::Other(format!("a user's status is {code}")))
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Inactive => "Inactive",
            Self::Active => "Active",
            Self::Deleted => "Deleted",
        }
    }
}

/// What happened to a user's seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Added,
    /// Deleted before, and added again.
    Restored,
    Activated,
    Deactivated,
    Deleted,
}

impl ChangeKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Restored => "Restored",
            Self::Activated => "Activated",
            Self::Deactivated => "Deactivated",
            Self::Deleted => "Deleted",
        }
    }
}

/// One change of one user's seat.
pub struct Change {
    pub user: UserId,
    pub kind: ChangeKind,
    /// None before there was a user.
    pub from: Option<SeatStatus>,
    pub to: SeatStatus,
    /// The month the user was last added in, before this change.
    pub month: Option<i64>,
}

/// What a company's licence says of its seats, and how many are filled: locked, so that changes of one
/// company's users come one after the other.
pub struct Seats {
    pub company: CompanyId,
    pub active: i64,
    pub inactive: i64,
    pub deleted: i64,
    /// The limit, if there is one.
    pub limit: Option<i64>,
    pub policy: LimitPolicy,
    pub grace_percent: i64,
    /// The month that a change made now belongs to, and the users it counts so far.
    pub month: i64,
    pub month_users: i64,
}

/// What a set of changes comes to in its month.
pub struct Moved {
    pub counted: i64,
    pub events: i64,
    /// Active users before, at the most, and after.
    pub before: i64,
    pub peak: i64,
}

impl Seats {
    /// The seats of the company that the request is about. Comes before any other lock: on users, groups,
    /// counters above.
    pub fn lock(tx: &mut Tx) -> Result<Self> {
        let found = store::lock(tx)?;
        let root = tx.who().scope.root().clone();
        require_company(tx, &root)?;
        let (mut seats, zone) = found.ok_or(Error::NotFound("Company"))?;
        let zone = crate::lookups::stored_zone(&zone)?;
        let month = tx.who().now.month_in(&zone);
        // Neither a slow request nor a change of zone may reach back into a month that has ended.
        if month > seats.month {
            (seats.month, seats.month_users) = (month, 0);
        }
        Ok(seats)
    }

    fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| self.active > limit)
    }

    /// The most active users that the licence lets in; none if it refuses nobody.
    fn most(&self) -> Option<i64> {
        let limit = self.limit.filter(|_| self.policy == LimitPolicy::Refuse)?;
        Some(limit + limit * self.grace_percent / 100)
    }

    /// How many more may become active; none if nobody is refused.
    pub fn room(&self) -> Option<i64> {
        self.most().map(|most| (most - self.active).max(0))
    }

    /// Refuses another active user where the licence does.
    pub fn require_room(&self) -> Result<()> {
        if self.room() != Some(0) {
            return Ok(());
        }
        Err(Error::Conflict(self.refusal()))
    }

    /// Why there is no room: the limit and the count.
    pub fn refusal(&self) -> String {
        let (limit, most) = (self.limit.unwrap_or(0), self.most().unwrap_or(0));
        let grace = if most > limit {
            format!(" ({most} with the grace of {} per cent)", self.grace_percent)
        } else {
            String::new()
        };
        format!(
            "The licence is limited to {limit} active users{grace} and has {}; raise the limit, or \
             deactivate or delete a user first",
            self.active
        )
    }

    /// What is said beside an answer once the licence is exceeded, if it is to be said.
    pub fn warning(&self) -> Option<String> {
        let limit = self.limit.filter(|_| self.policy != LimitPolicy::Report && self.is_over())?;
        Some(format!("The licence is limited to {limit} active users and has {}", self.active))
    }

    fn counter(&mut self, status: SeatStatus) -> &mut i64 {
        match status {
            SeatStatus::Inactive => &mut self.inactive,
            SeatStatus::Active => &mut self.active,
            SeatStatus::Deleted => &mut self.deleted,
        }
    }

    /// Writes down these changes, in their order, and moves every counter that they move.
    pub fn change(&mut self, tx: &mut Tx, changes: &[Change]) -> Result<()> {
        let was_over = self.is_over();
        let mut moved = Moved { counted: 0, events: 0, before: self.active, peak: self.active };
        let mut rows = Vec::with_capacity(changes.len());
        for change in changes {
            let before = self.active;
            if let Some(from) = change.from {
                *self.counter(from) -= 1;
            }
            *self.counter(change.to) += 1;
            let added = matches!(change.kind, ChangeKind::Added | ChangeKind::Restored);
            // Who is added, deleted and added again counts once in a month.
            let counted = added && change.month != Some(self.month);
            moved.counted += i64::from(counted);
            self.month_users += i64::from(counted);
            moved.events += 1;
            moved.peak = moved.peak.max(self.active);
            rows.push(store::event(self, change, counted, self.active - before, tx.who().now));
        }
        store::insert_events(tx, &rows)?;
        self.settle(tx, was_over, &moved)
    }

    /// Deletes users that a statement has chosen, `active` and `inactive` of them, whose events it has
    /// written.
    pub fn deleted_in_bulk(&mut self, tx: &mut Tx, active: i64, inactive: i64) -> Result<()> {
        let was_over = self.is_over();
        let moved =
            Moved { counted: 0, events: active + inactive, before: self.active, peak: self.active };
        self.active -= active;
        self.inactive -= inactive;
        self.deleted += active + inactive;
        self.settle(tx, was_over, &moved)
    }

    /// Counts the current month again after events behind `seq` were taken out, and with it the active
    /// users; `inactive` and `deleted` are fewer by so many.
    pub fn recount(&mut self, tx: &mut Tx, seq: i64, inactive: i64, deleted: i64) -> Result<()> {
        let was_over = self.is_over();
        let before = store::active_after(tx, &self.company, seq)?;
        store::chain_again(tx, &self.company, self.month, seq, before)?;
        self.active = store::count_month_again(tx, &self.company, self.month)?.unwrap_or(before);
        self.inactive -= inactive;
        self.deleted -= deleted;
        // The month may be gone with them.
        (self.month, self.month_users) = store::newest_month(tx, &self.company)?;
        store::write_counters(tx, self, self.is_over())?;
        let crossed = i64::from(self.is_over()) - i64::from(was_over);
        shift_totals(tx, &self.company, 0, crossed)
    }

    fn settle(&self, tx: &mut Tx, was_over: bool, moved: &Moved) -> Result<()> {
        if moved.events == 0 {
            return Ok(());
        }
        store::write_counters(tx, self, self.is_over())?;
        store::write_month(tx, self, moved)?;
        let crossed = i64::from(self.is_over()) - i64::from(was_over);
        shift_totals(tx, &self.company, 0, crossed)
    }
}

/// What is told of a company's month, whether it has a row or not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Month {
    pub month: i64,
    pub users: i64,
    pub peak: i64,
    /// None if the peak was there when the month began.
    pub peak_time: Option<Millis>,
    pub active_at_end: i64,
    pub events: i64,
}
