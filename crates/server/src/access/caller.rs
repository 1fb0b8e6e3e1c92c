//! Who calls: the credential behind a request, and what it carries through the program.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::once::Once;
use super::rights::Rights;
use super::room::BodyRoom;
use super::scope::Scope;
use crate::clock::Millis;
use crate::ids::{ClientId, CompanyId};

/// A caller and the one request that it makes.
#[derive(Debug)]
pub struct Who {
    pub scope: Scope,
    pub client: ClientId,
    /// What that client is called now, for the journal.
    pub client_name: Arc<str>,
    pub rights: Arc<Rights>,
    /// Where it calls from; none for the program itself.
    pub address: Option<IpAddr>,
    pub request_id: String,
    /// Why it makes a change, in its own words (`X-Reason`), for the journal.
    pub reason: Option<String>,
    pub now: Millis,
    /// Its Idempotency-Key, with what it asks.
    pub once: Option<Once>,
    /// The room of what it sent, which whatever is under way for it takes.
    pub held: BodyRoom,
}

impl Who {
    /// The same caller at a later time, for work that goes on after its first transaction: about the company that it
    /// was begun for, whoever manages that by now.
    #[must_use]
    pub fn going_on(&self, now: Millis) -> Self {
        let scope = Scope::of_company_alone(self.scope.root().clone());
        Self { held: BodyRoom::default(), ..self.with(scope, now) }
    }

    /// The same for its last transaction, in which its answer is kept.
    #[must_use]
    pub fn ending(&self, now: Millis) -> Self {
        Self { once: self.once.clone(), ..self.going_on(now) }
    }

    /// What is kept of it with a job that it began.
    pub fn starter(&self) -> Starter {
        Starter {
            client: self.client.to_string(),
            client_name: self.client_name.to_string(),
            address: self.address,
            request_id: self.request_id.clone(),
            reason: self.reason.clone(),
        }
    }

    /// Whoever began a job of a company, going on with it: see [`Who::going_on`]. It was let in when it began.
    pub fn of_job(company: &CompanyId, starter: &Starter, now: Millis) -> Self {
        Self {
            scope: Scope::of_company_alone(company.clone()),
            client: ClientId::stored(&starter.client),
            client_name: starter.client_name.as_str().into(),
            rights: Arc::new(Rights::none()),
            address: starter.address,
            request_id: starter.request_id.clone(),
            reason: starter.reason.clone(),
            now,
            once: None,
            held: BodyRoom::default(),
        }
    }

    /// The same caller about all that it manages, for what the company that the request names has to do with it.
    #[must_use]
    pub fn unnarrowed(&self) -> Self {
        self.with(self.scope.unnarrowed(), self.now)
    }

    fn with(&self, scope: Scope, now: Millis) -> Self {
        Self {
            scope,
            client: self.client.clone(),
            client_name: Arc::clone(&self.client_name),
            rights: Arc::clone(&self.rights),
            address: self.address,
            request_id: self.request_id.clone(),
            reason: self.reason.clone(),
            now,
            once: None,
            held: self.held.clone(),
        }
    }
}

/// Who began a job, for the journal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Starter {
    client: String,
    client_name: String,
    address: Option<IpAddr>,
    request_id: String,
    reason: Option<String>,
}

/// The caller of an operation. The gate has let it in; see `edge::gate`.
#[derive(Clone)]
pub struct Caller(pub Arc<Who>);

impl Deref for Caller {
    type Target = Arc<Who>;

    fn deref(&self) -> &Arc<Who> {
        &self.0
    }
}
