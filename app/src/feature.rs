//! What a feature states of itself, once, beside its code (`<feature>/feature.rs`).

use crate::access::Rule;
use crate::ctx::Ctx;
use crate::page::Page as Made;
use contract::AppError;
use std::pin::Pin;

/// Its pages and functions, each with who may use it.
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
}

impl Page {
    /// All it says is written in English and in Dutch.
    pub const fn in_both(mut self) -> Self {
        self.rule.in_both = true;
        self
    }
}

/// A page under way.
pub type Loading = Pin<Box<dyn Future<Output = Result<Made, AppError>> + Send>>;

/// A page of a feature. `load!(path)` names the function that makes it.
pub const fn page(rule: Rule, load: fn(Ctx) -> Loading) -> Page {
    Page { rule, load }
}

/// The function that makes a page, as a value.
macro_rules! load {
    ($load:path) => {
        |ctx| Box::pin($load(ctx))
    };
}
pub(crate) use load;
