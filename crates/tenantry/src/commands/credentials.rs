//! `tenantry credential`: the way in for whoever has the machine, and needs to know no id for it.

use anyhow::{Context, bail};
use serde_json::json;
use server::access::BuiltIn;
use server::clients::{self, ListedClient};
use server::clock::{self, Millis};
use server::ids::CompanyId;
use server::status;

use crate::cli::Credential;
use crate::config::Settings;
use crate::node::{self, Node, Purpose};
use crate::output::{say, table};

const KEEP: &str = "Keep the secret now: it is not shown again.";

pub fn run(settings: &Settings, command: Credential, json: bool) -> anyhow::Result<()> {
    let node = node::open(settings, Purpose::Use)?;
    match command {
        Credential::List { company } => list(&node, company.as_deref(), json),
        Credential::Create { company, name, role } => {
            create(&node, company.as_deref(), name, role.as_deref(), json)
        }
        Credential::Reset { client_id, company } => {
            reset(&node, client_id, company.as_deref(), json)
        }
        Credential::Deactivate { client_id } => {
            let id = client_id.clone();
            node.db.system_write_blocking(move |tx| clients::deactivate(tx, &id, clock::now()))?;
            say(
                json,
                &json!({"clientId": client_id, "statusId": status::INACTIVE}),
                "The credential is switched off.",
            )
        }
    }
}

/// The company that is meant, and whether it is the top one because none was named.
fn company(node: &Node, id: Option<&str>) -> anyhow::Result<CompanyId> {
    match id {
        Some(id) => CompanyId::parse(id).context("Company not found"),
        None => node.top(),
    }
}

fn of(node: &Node, company: &CompanyId) -> anyhow::Result<Vec<ListedClient>> {
    let company = company.clone();
    Ok(node.db.system_read_blocking(move |tx| clients::list(tx, &company))?)
}

fn list(node: &Node, id: Option<&str>, json: bool) -> anyhow::Result<()> {
    let company = company(node, id)?;
    let listed = of(node, &company)?;
    let text = if listed.is_empty() {
        format!("The company {company} has no credential; `tenantry credential create` makes one.")
    } else {
        let time = |time: Millis| time.rfc3339_seconds();
        let rows = listed.iter().map(|client| {
            vec![
                client.client_id.clone(),
                client.name.clone(),
                client.status_name.to_owned(),
                client.roles.join(", "),
                time(client.create_time),
                client.last_used_time.map_or_else(|| "never".to_owned(), time),
            ]
        });
        let head = ["CLIENT ID", "NAME", "STATUS", "ROLES", "MADE", "LAST USED"];
        format!("Company ID: {company}\n\n{}", table(&head, rows))
    };
    say(json, &json!({"companyResourceId": company, "credentials": listed}), &text)
}

fn create(
    node: &Node,
    id: Option<&str>,
    name: String,
    role: Option<&str>,
    json: bool,
) -> anyhow::Result<()> {
    let company = company(node, id)?;
    let role = match role {
        None if id.is_none() => BuiltIn::Reseller,
        None => BuiltIn::CompanyAdmin,
        Some(role) => BuiltIn::parse(role).context("the role must be Reseller or Company Admin")?,
    };
    let (keys, of) = (node.secrets.clone(), company.clone());
    let client = node.db.system_write_blocking(move |tx| {
        clients::create(tx, &keys, &of, &name, role, clock::now())
    })?;
    let text = format!(
        "Company ID:    {company}\nClient ID:     {}\nClient Secret: {}\n{KEEP}",
        client.client_id, client.client_secret
    );
    let mut document = serde_json::to_value(&client)?;
    document["companyResourceId"] = json!(company);
    say(json, &document, &text)
}

fn reset(
    node: &Node,
    client_id: Option<String>,
    id: Option<&str>,
    json: bool,
) -> anyhow::Result<()> {
    let client_id = match client_id {
        Some(client_id) => client_id,
        None => only(node, &company(node, id)?)?,
    };
    let keys = node.secrets.clone();
    let client = node
        .db
        .system_write_blocking(move |tx| clients::reset(tx, &keys, &client_id, clock::now()))?;
    let text = format!(
        "Client ID:     {}\nClient Secret: {}\n{KEEP}",
        client.client_id, client.client_secret
    );
    say(json, &serde_json::to_value(&client)?, &text)
}

/// The one that is meant if none was named.
fn only(node: &Node, company: &CompanyId) -> anyhow::Result<String> {
    let mut active = of(node, company)?;
    active.retain(|client| client.status_id == status::ACTIVE);
    match &active[..] {
        [one] => Ok(one.client_id.clone()),
        [] => bail!(
            "the company {company} has no active credential; `tenantry credential create` makes one"
        ),
        several => {
            let names = several.iter().map(|c| format!("{} ({})", c.client_id, c.name));
            let names = names.collect::<Vec<_>>().join(", ");
            bail!("say which one with --client-id: {names}")
        }
    }
}
