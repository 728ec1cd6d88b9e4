//! Form-encoded parameters with Stripe's bracket names (`line_items[0][price_data][currency]`), read by exact name.
//!
//! Reading a parameter marks it; [`Params::refuse_unknown`] then refuses what nobody read, as Stripe refuses what it
//! does not know. A typing mistake in a parameter therefore fails here as it would there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::error::ApiError;

/// String-to-string annotations, in a fixed order.
pub type Metadata = BTreeMap<String, String>;

#[derive(Debug, Default)]
pub struct Params {
    values: BTreeMap<String, String>,
    read: RefCell<BTreeSet<String>>,
}

impl Params {
    /// Reads form bodies and query strings. `name[]` is numbered in the order given; of a repeated name the last counts.
    pub fn parse(sources: &[&[u8]]) -> Self {
        let mut values = BTreeMap::new();
        let mut numbered: BTreeMap<String, usize> = BTreeMap::new();
        for (name, value) in sources.iter().flat_map(|source| form_urlencoded::parse(source)) {
            let name = match name.strip_suffix("[]") {
                Some(list) => {
                    let next = numbered.entry(list.to_owned()).or_default();
                    *next += 1;
                    format!("{list}[{}]", *next - 1)
                }
                None => name.into_owned(),
            };
            values.insert(name, value.into_owned());
        }
        Self { values, read: RefCell::default() }
    }

    /// Every name and value in a fixed order: equal for equal parameters, whatever their order on the wire.
    pub fn fingerprint(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(&self.values);
        text.finish()
    }

    fn raw(&self, name: &str) -> Option<&str> {
        let value = self.values.get(name)?;
        self.read.borrow_mut().insert(name.to_owned());
        Some(value)
    }

    /// A text, not empty, of at most `longest` characters.
    pub fn text(&self, name: &str, longest: usize) -> Result<Option<String>, ApiError> {
        match self.raw(name) {
            None => Ok(None),
            Some("") => Err(ApiError::parameter("parameter_invalid_empty", name, format!("`{name}` is empty."))),
            Some(value) if value.chars().count() > longest => {
                let message = format!("`{name}` is longer than {longest} characters.");
                Err(ApiError::parameter("parameter_invalid_string_too_long", name, message))
            }
            Some(value) => Ok(Some(value.to_owned())),
        }
    }

    pub fn need_text(&self, name: &str, longest: usize) -> Result<String, ApiError> {
        self.text(name, longest)?.ok_or_else(|| missing(name))
    }

    pub fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(value) = self.raw(name) else { return Ok(None) };
        let wrong = || ApiError::parameter("parameter_invalid_integer", name, format!("`{name}` is not an integer."));
        value.parse().map(Some).map_err(|_| wrong())
    }

    pub fn need_integer(&self, name: &str) -> Result<i64, ApiError> {
        self.integer(name)?.ok_or_else(|| missing(name))
    }

    /// One of `choices`.
    pub fn choice(&self, name: &str, choices: &[&str]) -> Result<Option<String>, ApiError> {
        let Some(value) = self.text(name, 100)? else { return Ok(None) };
        if choices.contains(&value.as_str()) {
            return Ok(Some(value));
        }
        let message = format!("`{name}` must be one of {}; the stand-in knows no other.", choices.join(", "));
        Err(ApiError::parameter("parameter_unknown", name, message))
    }

    /// `name[0]`, `name[1]`, … until one is absent.
    pub fn list(&self, name: &str) -> Result<Vec<String>, ApiError> {
        (0..)
            .map(|at| self.text(&format!("{name}[{at}]"), 500).transpose())
            .take_while(Option::is_some)
            .flatten()
            .collect()
    }

    /// `name[key]=value` pairs within Stripe's limits: 50 keys of 40 characters, values of 500.
    pub fn metadata(&self, name: &str) -> Result<Metadata, ApiError> {
        let open = format!("{name}[");
        let mut found = Metadata::new();
        for full in self.values.keys().filter(|full| full.starts_with(&open)) {
            let Some(key) = full.strip_prefix(&open).and_then(|rest| rest.strip_suffix(']')) else { continue };
            let value = self.need_text(full, 500)?;
            if key.is_empty() || key.chars().count() > 40 || found.len() == 50 {
                let message = format!("`{name}` takes at most 50 keys of 1 to 40 characters.");
                return Err(ApiError::parameter("parameter_invalid_string_too_long", full, message));
            }
            found.insert(key.to_owned(), value);
        }
        Ok(found)
    }

    /// Whether any parameter lies under `name[…]`.
    pub fn has_under(&self, name: &str) -> bool {
        let open = format!("{name}[");
        self.values.range(open.clone()..).next().is_some_and(|(first, _)| first.starts_with(&open))
    }

    /// # Errors
    /// Names the first parameter that nobody read.
    pub fn refuse_unknown(&self) -> Result<(), ApiError> {
        let read = self.read.borrow();
        match self.values.keys().find(|name| !read.contains(*name)) {
            None => Ok(()),
            Some(name) => {
                let message = format!("The stand-in does not know the parameter `{name}`.");
                Err(ApiError::parameter("parameter_unknown", name, message))
            }
        }
    }
}

fn missing(name: &str) -> ApiError {
    ApiError::parameter("parameter_missing", name, format!("`{name}` is required."))
}
