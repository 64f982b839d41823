//! Whether a policy is in force and open on a day. Owns the comparison of dates (both ends
//! included); must not know firms.

use jiff::civil::Date;

use super::model::{Catalogue, Policy};
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Text};
use crate::say;

/// A policy's state on the run's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// In force; firms can apply, as far as it says.
    Open,
    /// In force; firms can apply later.
    NotOpen,
    /// In force; the time to apply is over.
    Closed,
    /// No longer in force.
    Expired,
    /// Not in force yet.
    NotYet,
}

impl Force {
    /// Of a policy on a day.
    pub fn of(policy: &Policy, date: Date) -> Self {
        let before = |day: Option<Date>| day.is_some_and(|day| date < day);
        let after = |day: Option<Date>| day.is_some_and(|day| date > day);
        match (policy.valid, policy.window) {
            ((_, to), _) if after(to) => Force::Expired,
            ((from, _), _) if before(from) => Force::NotYet,
            (_, (from, _)) if before(from) => Force::NotOpen,
            (_, (_, to)) if after(to) => Force::Closed,
            _ => Force::Open,
        }
    }

    /// Whether firms are matched with it.
    pub fn is_matched(self) -> bool {
        !matches!(self, Force::Expired | Force::NotYet)
    }

    /// Its word in files.
    pub fn id(self) -> &'static str {
        match self {
            Force::Open => "open",
            Force::NotOpen => "not_open",
            Force::Closed => "closed",
            Force::Expired => "expired",
            Force::NotYet => "not_yet",
        }
    }

    /// In words.
    pub fn words(self) -> Text {
        match self {
            Force::Open => say!("可申报", "open"),
            Force::NotOpen => say!("申报未开始", "not open yet"),
            Force::Closed => say!("申报已截止", "closed"),
            Force::Expired => say!("已过期", "expired"),
            Force::NotYet => say!("尚未生效", "not in force yet"),
        }
    }
}

/// What has to be said of the policies on a day.
pub fn notices(catalogue: &Catalogue, date: Date) -> Vec<Diagnostic> {
    catalogue.policies.iter().filter_map(|policy| notice(policy, date)).collect()
}

fn notice(policy: &Policy, date: Date) -> Option<Diagnostic> {
    let (id, name) = (&policy.id, &policy.name);
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let (from, to) = (day(policy.valid.0), day(policy.valid.1));
    let (opens, closes) = (day(policy.window.0), day(policy.window.1));
    let (code, message) = match Force::of(policy, date) {
        Force::Open => return None,
        Force::Expired => (
            &codes::EXPIRED,
            say!(
                "政策 {id}（{name}）有效期到 {to}，运行日期 {date}：不参加匹配",
                "the policy {id} ({name}) was in force until {to}; the run is dated {date}: it is not matched"
            ),
        ),
        Force::NotYet => (
            &codes::NOT_IN_FORCE_YET,
            say!(
                "政策 {id}（{name}）自 {from} 起施行，运行日期 {date}：不参加匹配",
                "the policy {id} ({name}) is in force from {from}; the run is dated {date}: it is not matched"
            ),
        ),
        Force::NotOpen => (
            &codes::WINDOW_NOT_OPEN,
            say!(
                "政策 {id}（{name}）{opens} 起申报，现在可以准备",
                "firms can apply for {id} ({name}) from {opens} on, and prepare now"
            ),
        ),
        Force::Closed => (
            &codes::WINDOW_CLOSED,
            say!(
                "政策 {id}（{name}）的申报已于 {closes} 截止",
                "the time to apply for {id} ({name}) ended on {closes}"
            ),
        ),
    };
    Some(Diagnostic::warning(code, message).at(policy.place, Text::default()))
}
