//! The end of a long list: how much of it is shown, and a plain link to more (see `contract::paging`).
//!
//! A page asks `Long::of`, gives its reach to the loader, cuts the rows and draws `<Further/>` beneath them.

use crate::{ctx::Ctx, words::paging as w};
use contract::{
    AppError,
    consent::Language,
    paging::{Reach, ReachQuery},
};
use leptos::prelude::*;
use ui::{Link, Pager};

/// How far the lists of this page are shown, and where it is.
#[derive(Debug, Clone)]
pub struct Long {
    pub reach: Reach,
    /// The page's address without its reach.
    here: String,
}

/// There is more than is shown.
#[derive(Debug, Clone)]
pub struct Beyond {
    shown: usize,
    href: Option<String>,
}

impl Long {
    /// # Errors
    /// `NotFound` for a length that no link leads to.
    pub fn of(ctx: &Ctx) -> Result<Self, AppError> {
        let query: ReachQuery = ctx.query()?;
        Ok(Self { reach: query.shown, here: without_reach(ctx.path()) })
    }

    /// Takes off what lies beyond the reach.
    pub fn cut<T>(&self, rows: &mut Vec<T>) -> Option<Beyond> {
        self.reach.cut(rows).then(|| {
            let join = if self.here.contains('?') { '&' } else { '?' };
            let href = self.reach.further().map(|next| format!("{}{join}shown={}", self.here, next.rows()));
            Beyond { shown: self.reach.rows(), href }
        })
    }
}

fn without_reach(path: &str) -> String {
    let Some((page, query)) = path.split_once('?') else { return path.to_owned() };
    let others: Vec<_> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("shown=")).collect();
    if others.is_empty() { page.to_owned() } else { format!("{page}?{}", others.join("&")) }
}

/// Says how much is shown and leads to more; nothing where all of it is.
#[component]
pub fn Further(
    #[prop(optional_no_strip)] beyond: Option<Beyond>,
    #[prop(optional)] language: Option<Language>,
) -> impl IntoView {
    let language = language.unwrap_or(Language::En);
    beyond.map(|Beyond { shown, href }| {
        let end = href.is_none().then(|| view! { <p class="small quiet">{w::end(language)}</p> });
        let next = href.map(|href| Link::new(w::older(language), href));
        let info = w::shown(shown, language);
        view! { <Pager label=w::pages(language) info previous=None next/>{end} }.into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_the_rest_of_the_address() {
        let long = |path: &str| Long { reach: Reach::default(), here: without_reach(path) };
        let leads = |path: &str| long(path).cut(&mut vec![(); 201]).and_then(|beyond| beyond.href);
        assert_eq!(leads("/me/ai").as_deref(), Some("/me/ai?shown=400"));
        assert_eq!(leads("/me/ai?shown=200").as_deref(), Some("/me/ai?shown=400"));
        assert_eq!(leads("/me/ai?language=nl&shown=200").as_deref(), Some("/me/ai?language=nl&shown=400"));
        assert!(long("/me/ai").cut(&mut vec![(); 200]).is_none());
    }
}
