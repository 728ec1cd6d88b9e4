//! The features, a line each. The access matrix, the router and the sweeps of the tests are made from this list.

use crate::access::Rule;
use crate::ctx::Ctx;
use crate::page::Page as Made;
use contract::AppError;
use std::pin::Pin;

/// What a feature is, stated once beside its code (`<feature>/feature.rs`).
pub struct Feature {
    pub name: &'static str,
    pub pages: &'static [Page],
    /// What its forms and islands post to.
    pub functions: &'static [Rule],
}

/// A page: who may see it, and what makes it.
pub struct Page {
    pub rule: Rule,
    pub load: fn(Ctx) -> Loading,
    /// Whether all it says is there in English and in Dutch: then it is said in its reader's language.
    pub in_both: bool,
}

impl Page {
    pub const fn in_both(mut self) -> Self {
        self.in_both = true;
        self
    }
}

/// A page under way.
pub type Loading = Pin<Box<dyn Future<Output = Result<Made, AppError>> + Send>>;

/// A page of a feature. `load!(path)` names the function that makes it.
pub const fn page(rule: Rule, load: fn(Ctx) -> Loading) -> Page {
    Page { rule, load, in_both: false }
}

/// The function that makes a page, as a value.
macro_rules! load {
    ($load:path) => {
        |ctx| Box::pin($load(ctx))
    };
}
pub(crate) use load;

pub const FEATURES: &[&Feature] = &[
    &crate::account::feature::FEATURE,
    &crate::ai::feature::FEATURE,
    &crate::appearance::feature::FEATURE,
    &crate::audit::feature::FEATURE,
    &crate::booking::feature::FEATURE,
    &crate::caseload::feature::FEATURE,
    &crate::consent::feature::FEATURE,
    &crate::evidence::feature::FEATURE,
    &crate::export::feature::FEATURE,
    &crate::grants::feature::FEATURE,
    &crate::identity::feature::FEATURE,
    &crate::incidents::feature::FEATURE,
    &crate::journal::feature::FEATURE,
    &crate::journal::feature::KINDS,
    &crate::keys::feature::FEATURE,
    &crate::privacy::feature::FEATURE,
    &crate::public::feature::FEATURE,
    &crate::recovery::feature::FEATURE,
    &crate::registers::feature::FEATURE,
    &crate::review::feature::FEATURE,
    &crate::signing::feature::FEATURE,
    &crate::team::feature::FEATURE,
    &crate::trust::feature::FEATURE,
];

/// What is answered with a file: by the server itself, under the same rules as functions.
pub const FILES: &[&str] = &[crate::export::list::DOWNLOAD];

/// Every page there is.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    FEATURES.iter().flat_map(|feature| feature.pages)
}
